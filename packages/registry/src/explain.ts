// Decides what an answer with an error status means and what to do about it. The texts that GHCR and ACR are known to
// send are decoded here; all others get the general sentence of their status.
import { z } from "zod/mini";
import { ACR_ROLES } from "./auth/acr-roles.ts";
import { RegistryError, type RegistryProblem } from "./error.ts";
import { retryAfter } from "./retry.ts";

export type Refusal = {
  readonly status: number;
  readonly host: string;
  /** What was asked, to follow "refused to", for example `write the manifest acme/app:dev-0a1b2c3`. */
  readonly asked: string;
  readonly body: string;
  readonly retryAfter: string | null;
  /** `refused`: a token service would not take the credentials. `accepted`: it took them, and its token was not enough. */
  readonly credentials?: "refused" | "accepted" | undefined;
  /** What the token in hand falls short of, where it tells. */
  readonly shortfall?: string | undefined;
  /** True where a 404 says nothing, since the token does not allow looking. */
  readonly hidden?: boolean;
};

type Meaning = { readonly reason: RegistryProblem; readonly next: string; readonly passing?: boolean };
type Rule = { readonly host?: RegExp; readonly statuses?: readonly number[]; readonly says: RegExp } & Meaning;

const GHCR = /^ghcr\.io$/;
const ACR = /\.azurecr\.(?:io|cn|us)$/;

/** The first rule that fits decides. */
const KNOWN: readonly Rule[] = [
  {
    says: /secondary rate limit|toomanyrequests|rate limit exceeded/i,
    reason: "rate-limited",
    passing: true,
    next: "Wait a few minutes and run this step again; it picks up where it stopped. Fewer jobs pushing at once keep below the limit.",
  },
  {
    says: /TAG_INVALID|ImageTagAlreadyExists|\bimmutab/i,
    reason: "rejected",
    next: "The registry keeps this tag from being written again. Use a tag of its own for this image; a tag that is meant to move (dev-latest) needs an exception in the registry's rule.",
  },
  {
    says: /BLOB_UPLOAD_(?:UNKNOWN|INVALID)/,
    reason: "unavailable",
    passing: true,
    next: "The registry lost the upload it had begun; run this step again.",
  },
  {
    host: GHCR,
    says: /installation not allowed to/i,
    reason: "denied",
    next: "Give the job `permissions: packages: write`; if it has that, an owner must allow workflows to create packages in the organization's package settings.",
  },
  {
    host: GHCR,
    says: /write_package|read_package|permission_denied/i,
    reason: "denied",
    next: "Give the job `permissions: packages: write`. If it has that, the package was first pushed by hand and belongs to no repository: in the package's settings on GitHub, under Manage Actions access, add this repository with role Write. A personal token must be a classic one with write:packages.",
  },
  {
    host: ACR,
    says: /client with IP/i,
    reason: "denied",
    next: "Let the runner's address through the registry's firewall, or use a runner inside its network: https://aka.ms/acr/firewall.",
  },
  {
    host: ACR,
    says: /disallowed|aka\.ms\/acr\/faq/i,
    reason: "denied",
    next: "The repository or tag is locked: `az acr repository show --name <registry> --image <image>` tells; unlock it or write another tag.",
  },
  {
    host: ACR,
    says: /client id must be guid|AADSTS|not registered with AAD/i,
    reason: "unauthorized",
    next: "acr-username must be the client id (or a token name, or the admin user) and acr-password its secret, which may have expired.",
  },
];

const BY_HOST: readonly Rule[] = [
  {
    host: GHCR,
    statuses: [401],
    says: /(?:)/,
    reason: "unauthorized",
    next:
      "Pass a token with write:packages: `ghcr-token: $" +
      "{{ github.token }}` in a job with `permissions: packages: write`, or a classic personal token; fine-grained ones are not accepted by GHCR.",
  },
  {
    host: ACR,
    statuses: [401],
    says: /(?:)/,
    reason: "unauthorized",
    next: `Check the credentials, which may have expired, and that they have a role here. ${ACR_ROLES}`,
  },
  {
    host: ACR,
    statuses: [403],
    says: /(?:)/,
    reason: "denied",
    next: `Give the identity the right to push here. ${ACR_ROLES} A repository-scoped token needs content/write in its scope map.`,
  },
];

/** The error for a refused request. */
export function explain(refusal: Refusal): RegistryError {
  const { status, host, asked, body } = refusal;
  const said = sayings(body);
  const meant = meantStatus(refusal);
  const fits = (rule: Rule): boolean =>
    (rule.host?.test(host) ?? true) && (rule.statuses?.includes(meant) ?? true) && rule.says.test(said);
  const meaning = KNOWN.find((rule) => status < 500 && fits(rule)) ?? BY_HOST.find(fits) ?? byStatus(meant, host);
  const quoted = said === "" ? "" : `: ${said}`;
  const short = refusal.shortfall === undefined ? "" : `; ${refusal.shortfall}`;
  return new RegistryError({
    reason: meaning.reason,
    message: `${host} refused to ${asked} (HTTP ${status}${quoted})${short}.`,
    state: "This request changed nothing there.",
    next: meaning.next,
    passing: meaning.passing ?? false,
    retryAfterMs: retryAfter(refusal.retryAfter, Date.now()),
    status,
  });
}

/**
 * The status by the meaning HTTP gives it. GHCR's token service answers 403 to a wrong password, and a registry 401 to a
 * good token that does not allow what was asked.
 */
function meantStatus({ status, credentials, hidden }: Refusal): number {
  if (hidden === true) return 403;
  if (credentials === "refused" && status === 403) return 401;
  return credentials === "accepted" && status === 401 ? 403 : status;
}

function byStatus(status: number, host: string): Meaning {
  const again = "Run this step again later; it picks up where it stopped.";
  switch (true) {
    case status === 401:
      return {
        reason: "unauthorized",
        next: `Check the user name and password given for ${host}: missing, misspelt or expired.`,
      };
    case status === 403:
      return {
        reason: "denied",
        next: `The credentials are known to ${host} but may not do this: give them the right to pull and push here.`,
      };
    case status === 404:
      return {
        reason: "not-found",
        next: "Check the repository's name and the tag or digest, and that the credentials may see it: many registries hide what one may not read.",
      };
    case status === 429:
      return { reason: "rate-limited", passing: true, next: `${host} limits the number of requests. ${again}` };
    case status === 408:
      return { reason: "timeout", passing: true, next: again };
    case status >= 500:
      return {
        reason: "unavailable",
        passing: true,
        next: `The fault is with ${host}: look at its status page, or, where it is your own, at its log and its disk, which may be full. ${again}`,
      };
    case status === 405 || status === 409:
      return {
        reason: "rejected",
        next: "The registry does not allow this change: the tag or the repository may be set immutable, or be a read-only mirror.",
      };
    case status === 413:
      return {
        reason: "rejected",
        next: "Something before the registry limits the size of an upload (nginx: client_max_body_size); raise it.",
      };
    default:
      return {
        reason: "rejected",
        next: `Check that ${host} is an OCI registry and the repository's name is one it accepts.`,
      };
  }
}

const Errors = z.object({
  errors: z.array(z.object({ code: z.optional(z.string()), message: z.optional(z.string()) })),
});

/** What the body says in one line: the registry's error list where it is one, plain text else, never a page of HTML. */
function sayings(body: string): string {
  const listed = Errors.safeParse(tryJson(body));
  const text = listed.success
    ? listed.data.errors.map(({ code, message }) => [code, message].filter((part) => part).join(" ")).join("; ")
    : /^\s*</.test(body)
      ? ""
      : body;
  return [...text.replace(/\s+/g, " ").trim()].slice(0, 300).join("");
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
