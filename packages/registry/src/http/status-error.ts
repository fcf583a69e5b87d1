// Turns a response with an error status into a RegistryError that says what it means and what to do about it.
import { cut, oneLine } from "@deploy-actions/untrusted/text";
import { z } from "zod/mini";
import { RegistryError } from "./error.ts";
import { parseJson } from "./json.ts";
import { knownRefusal, type Meaning } from "./known-refusals.ts";

export type ErrorResponse = {
  readonly status: number;
  readonly host: string;
  /** What was requested, to follow "refused to", for example `store the manifest acme/app:dev-0a1b2c3`. */
  readonly asked: string;
  readonly body: string;
  /** How long the registry asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** `refused`: a token service rejected the credentials. `accepted`: it accepted them, but its token was not enough. */
  readonly credentials?: "refused" | "accepted" | undefined;
  /** Which access the token lacks, if that is known. */
  readonly missingAccess?: string | undefined;
  /** True for a 404 that proves nothing, because the token does not allow pulling. */
  readonly hidden?: boolean;
};

export function statusError(response: ErrorResponse): RegistryError {
  const { status, host, asked, body, missingAccess, retryAfterMs } = response;
  const text = summarize(body);
  const meant = meantStatus(response);
  const meaning = knownRefusal(host, status, meant, text) ?? generalMeaning(meant, host);
  const quoted = text === "" ? "" : `: ${text}`;
  const lacking = missingAccess === undefined ? "" : `; ${missingAccess}`;
  return new RegistryError({
    reason: meaning.reason,
    message: `${host} refused to ${asked} (HTTP ${status}${quoted})${lacking}.`,
    state: "This request changed nothing in the registry.",
    next: meaning.next,
    transient: meaning.transient ?? false,
    retryAfterMs,
    status,
  });
}

/**
 * The status by the meaning that HTTP gives it. GHCR's token service responds with 403 to a wrong password, and a registry
 * with 401 to a valid token that does not allow the request.
 */
function meantStatus({ status, credentials, hidden }: ErrorResponse): number {
  if (hidden === true) return 403;
  if (credentials === "refused" && status === 403) return 401;
  return credentials === "accepted" && status === 401 ? 403 : status;
}

function generalMeaning(status: number, host: string): Meaning {
  const again = "Run this step again later: it resumes where it stopped.";
  switch (true) {
    case status === 401:
      return {
        reason: "unauthorized",
        next: `Check the user name and password for ${host}: they are missing, wrong or expired.`,
      };
    case status === 403:
      return {
        reason: "denied",
        next: `${host} knows these credentials but does not allow them to do this. Grant them pull and push access to this repository.`,
      };
    case status === 404:
      return {
        reason: "not-found",
        next: "Check the repository's name and the tag or digest, and that the credentials have access: many registries respond with 404 to those who do not.",
      };
    case status === 429:
      return { reason: "rate-limited", transient: true, next: `${host} limits the number of requests. ${again}` };
    case status === 408:
      return { reason: "timeout", transient: true, next: again };
    case status >= 500:
      return {
        reason: "unavailable",
        transient: true,
        next: `The problem is at ${host}. Check its status page or, if it is your own, its log and whether its disk is full. ${again}`,
      };
    case status === 405 || status === 409:
      return {
        reason: "rejected",
        next: "The registry does not allow this change: the tag or the repository may be immutable, or the registry a read-only mirror.",
      };
    case status === 413:
      return {
        reason: "rejected",
        next: "A proxy in front of the registry limits the size of an upload (nginx: client_max_body_size). Raise that limit.",
      };
    default:
      return {
        reason: "rejected",
        next: `Check that ${host} is an OCI registry and that it accepts this repository name.`,
      };
  }
}

const Errors = z.object({
  errors: z.array(z.object({ code: z.optional(z.string()), message: z.optional(z.string()) })),
});

/** The body on one line: the registry's error list if it is one, else plain text. An HTML page is left out. */
function summarize(body: string): string {
  const listed = Errors.safeParse(parseJson(body));
  const text = listed.success
    ? listed.data.errors.map(({ code, message }) => [code, message].filter((part) => part).join(" ")).join("; ")
    : /^\s*</.test(body)
      ? ""
      : body;
  return cut(oneLine(text), 300);
}
