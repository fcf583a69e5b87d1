// Explains why Entra does not issue a token: the error numbers that it is known to send, each with what to do about it.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
import { z } from "zod/mini";
import { RegistryError } from "../http/error.ts";
import { statusError } from "../http/status-error.ts";
import { missingCredential, presentedClaims } from "./federated-credential.ts";
import type { Claims } from "./jwt.ts";
import type { EntraApp } from "./proof.ts";
import { jsonIn, type ServiceResponse } from "./token-service.ts";

type EntraRefusal = {
  readonly response: ServiceResponse;
  readonly host: string;
  readonly app: EntraApp;
  readonly scope: string;
  /** Of the ID token that was sent, if one was. */
  readonly claims: Claims | undefined;
  /** This machine's time in milliseconds since 1970. */
  readonly now: number;
};

const Body = z.object({
  error: z.catch(z.string(), ""),
  error_description: z.catch(z.string(), ""),
  error_codes: z.catch(z.array(z.number()), []),
});

const NO_FEDERATED_CREDENTIAL = new Set([70021, 700211, 700212, 700213, 7002138]);
const CASE_ONLY = 7002138;
const UNKNOWN_SCOPE = new Set([50001, 70011, 500011, 650057, 1002012]);
const OUTSIDE_VALIDITY = new Set([700024, 500133]);
const TRANSIENT = new Set([90033, 90036, 90046, 50196]);

/** Other known errors by number. `@` stands for the client ID, `%` for the tenant. */
const KNOWN: readonly (readonly [readonly number[], string])[] = [
  [
    [700016, 70001],
    "There is no application @ in tenant %: check the client ID and the tenant ID. Use the application's client ID rather than its object ID.",
  ],
  [
    [90002, 900023, 900021],
    "There is no tenant %: check the tenant ID, and that it belongs to the authority of this cloud.",
  ],
  [
    [7000215],
    "The secret does not belong to application @: use the secret's value, which is only shown when it is created, rather than its ID.",
  ],
  [
    [7000222],
    "The secret of application @ has expired: create a new one with `az ad app credential reset --id @`, or use GitHub's ID token, which needs none.",
  ],
  [
    [7000218, 700025],
    "The request did not contain a proof: check that the secret is not empty, and that @ is a confidential client.",
  ],
  [[7000229], "Application @ has no service principal in tenant %. Create it with `az ad sp create --id @`."],
  [[7000112], "Application @ is disabled: an administrator of tenant % must enable it under Enterprise applications."],
  [
    [53003, 53000, 53001, 53002, 53004, 530031, 530032, 530034],
    "A conditional access policy of tenant % blocks application @, often because of its IP address: an administrator can see which policy in the sign-in logs of service principals, and must allow the runner's addresses or use runners inside the network.",
  ],
  [
    [700027, 50027, 5002738, 50013],
    "Entra could not verify the ID token: its issuer must be GitHub (https://token.actions.githubusercontent.com, or your enterprise's own), and Entra must be able to reach its keys.",
  ],
];

/** Entra only refused the scope, as clouds do that do not have it. */
export class UnknownScope extends RegistryError {}

/** The error for a response other than 200. */
export function entraError(refusal: EntraRefusal): RegistryError {
  const { response, host, app } = refusal;
  const { status, retryAfterMs } = response;
  const { description, codes } = bodyOf(response);
  const asked = `issue a token to application ${app.client} for ${app.proof.how}`;
  const body = firstLine(description === "" ? response.text : description);
  if (codes.some((code) => TRANSIENT.has(code))) return statusError({ status: 503, host, asked, body, retryAfterMs });
  const general = statusError({ status, host, asked, body, retryAfterMs });
  if (general.transient) return general;
  const decoded = decode(refusal, codes);
  const Kind = codes.some((code) => UNKNOWN_SCOPE.has(code)) ? UnknownScope : RegistryError;
  return new Kind({
    reason: "unauthorized",
    message: `${general.message}${decoded.also}`,
    state: "Nothing was sent to any registry.",
    next: decoded.next,
    status,
  });
}

/** `also` is added to the message. */
function decode(refusal: EntraRefusal, codes: readonly number[]): { next: string; also: string } {
  const { app, scope, claims } = refusal;
  const { client, tenant } = app;
  const has = (set: ReadonlySet<number>): boolean => codes.some((code) => set.has(code));
  if (has(NO_FEDERATED_CREDENTIAL) && claims !== undefined) {
    const caseOnly = codes.includes(CASE_ONLY);
    return {
      also: ` The ID token has ${presentedClaims(claims)}.`,
      next: missingCredential({ claims, client, caseOnly }),
    };
  }
  if (has(OUTSIDE_VALIDITY))
    return { also: clockSkew(refusal), next: "Set the runner's clock (`timedatectl`), then run this job again." };
  if (has(UNKNOWN_SCOPE)) {
    return {
      also: "",
      next: `Entra does not know the scope ${scope} in this cloud: check the cloud, or set its scopes.`,
    };
  }
  const known = KNOWN.find(([numbers]) => numbers.some((number) => codes.includes(number)))?.[1];
  const general = `Check the client ID @ and the tenant %. The error number is explained at https://login.microsoftonline.com/error?code=${codes[0] ?? ""}.`;
  return { also: "", next: (known ?? general).replaceAll("@", client).replaceAll("%", tenant) };
}

/** By how much this machine's clock is wrong, compared to the response's own Date header. */
function clockSkew({ response: { headers }, claims, now }: EntraRefusal): string {
  const theirs = Date.parse(headers.get("date") ?? "");
  const skew = Math.round((now - theirs) / 1000);
  if (Number.isFinite(skew) && Math.abs(skew) >= 60) {
    return ` This machine's clock is ${Math.abs(skew)} s ${skew > 0 ? "ahead of" : "behind"} Entra's.`;
  }
  return claims?.exp === undefined ? "" : ` The ID token is valid until ${new Date(claims.exp * 1000).toISOString()}.`;
}

function bodyOf(response: ServiceResponse): { description: string; codes: readonly number[] } {
  const { data } = Body.safeParse(jsonIn(response));
  if (data === undefined) return { description: "", codes: [] };
  const named = [...data.error_description.matchAll(/AADSTS(\d{4,8})/g)].map(([, number]) => Number(number));
  return { description: data.error_description, codes: [...data.error_codes, ...named] };
}

/** Without Entra's trace IDs and timestamp, which follow on the same line or on lines of their own. */
function firstLine(text: string): string {
  const [line = ""] = text.split(/\r?\n| Trace ID:/);
  return line.replace(/\.$/, "");
}
