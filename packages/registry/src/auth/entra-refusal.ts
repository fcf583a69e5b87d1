// Decodes why Entra gives no token: the numbers it is known to send, each with what to do about it.
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
import { z } from "zod/mini";
import { RegistryError } from "../error.ts";
import { explain } from "../explain.ts";
import { jsonOf, type Said } from "./ask.ts";
import type { EntraApp } from "./entra.ts";
import { missingCredential, presented } from "./federation.ts";
import type { Claims } from "./jwt.ts";

type Refusal = {
  readonly said: Said;
  readonly host: string;
  readonly app: EntraApp;
  readonly scope: string;
  readonly claims: Claims | undefined;
};

const Body = z.object({
  error: z.catch(z.string(), ""),
  error_description: z.catch(z.string(), ""),
  error_codes: z.catch(z.array(z.number()), []),
});

const NO_FEDERATED_CREDENTIAL = new Set([70021, 700211, 700212, 700213, 7002138]);
const CASE_ONLY = 7002138;
const UNKNOWN_SCOPE = new Set([50001, 70011, 500011, 650057, 1002012]);
const OUT_OF_TIME = new Set([700024, 500133]);
const PASSING = new Set([90033, 90036, 90046, 50196]);

/** What else is known, by Entra's number. `@` stands for the client id, `%` for the tenant. */
const KNOWN: readonly (readonly [readonly number[], string])[] = [
  [
    [700016, 70001],
    "Tenant % has no application @: check the client id and the tenant id; each belongs to the other. Give the application's client id, not its object id.",
  ],
  [
    [90002, 900023, 900021],
    "There is no tenant %: check the tenant id, and the cloud, whose authority it must belong to.",
  ],
  [
    [7000215],
    "The secret is not one of application @: give the secret's value, which is shown once when it is made, and not its id.",
  ],
  [
    [7000222],
    "The secret of application @ has expired: make a new one with `az ad app credential reset --id @`, or use GitHub's ID token, which needs none.",
  ],
  [
    [7000218, 700025],
    "Entra got no proof with the request: check that the secret is not empty, and that @ is a confidential client.",
  ],
  [[7000229], "Application @ has no service principal in tenant %: `az ad sp create --id @`."],
  [[7000112], "Application @ is disabled: an administrator of tenant % must enable it under Enterprise applications."],
  [
    [53003, 53000, 53001, 53002, 53004, 530031, 530032, 530034],
    "A conditional access policy of tenant % blocks application @, often because of the address it comes from: an administrator sees which in the sign-in logs of service principals, and must let the runner's addresses through or use runners inside the network.",
  ],
  [
    [700027, 50027, 5002738, 50013],
    "Entra could not check the ID token: the issuer must be GitHub's (https://token.actions.githubusercontent.com, or your enterprise's own), and its keys must be reachable for Entra.",
  ],
];

/** Entra refused the scope alone, as clouds do that don't have it. */
export class UnknownScope extends RegistryError {}

/** The error for an answer other than 200. */
export function explainEntra(refusal: Refusal): RegistryError {
  const { said, host, app } = refusal;
  const { description, codes } = bodyOf(said);
  const asked = `give application ${app.client} a token for ${app.proof.how}`;
  const retryAfter = said.headers.get("retry-after");
  const body = firstLine(description === "" ? said.text : description);
  if (codes.some((code) => PASSING.has(code))) return explain({ status: 503, host, asked, body, retryAfter });
  const general = explain({ status: said.status, host, asked, body, retryAfter });
  if (general.passing) return general;
  const decoded = decode(refusal, codes);
  const Kind = codes.some((code) => UNKNOWN_SCOPE.has(code)) ? UnknownScope : RegistryError;
  return new Kind({
    reason: "unauthorized",
    message: `${general.message}${decoded.also}`,
    state: "No registry was asked for anything.",
    next: decoded.next,
    status: said.status,
  });
}

function decode({ said, app, scope, claims }: Refusal, codes: readonly number[]): { next: string; also: string } {
  const { client, tenant } = app;
  const has = (set: ReadonlySet<number>): boolean => codes.some((code) => set.has(code));
  if (has(NO_FEDERATED_CREDENTIAL) && claims !== undefined) {
    const caseOnly = codes.includes(CASE_ONLY);
    return { also: ` The ID token has ${presented(claims)}.`, next: missingCredential({ claims, client, caseOnly }) };
  }
  if (has(OUT_OF_TIME))
    return { also: skew(said, claims), next: "Set the runner's clock (`timedatectl`), then run this job again." };
  if (has(UNKNOWN_SCOPE)) {
    return {
      also: "",
      next: `Entra doesn't know the scope ${scope} in this cloud: check the cloud, or give its scopes.`,
    };
  }
  const known = KNOWN.find(([numbers]) => numbers.some((number) => codes.includes(number)))?.[1];
  const general = `Check the client id @ and the tenant %; the error's number is explained at https://login.microsoftonline.com/error?code=${codes[0] ?? ""}.`;
  return { also: "", next: (known ?? general).replaceAll("@", client).replaceAll("%", tenant) };
}

/** How far this machine's clock is off, where it is: by the answer's own date, to the second. */
function skew({ headers }: Said, claims: Claims | undefined): string {
  const theirs = Date.parse(headers.get("date") ?? "");
  const off = Math.round((Date.now() - theirs) / 1000);
  if (Number.isFinite(off) && Math.abs(off) >= 60) {
    return ` This machine's clock is ${Math.abs(off)} s ${off > 0 ? "ahead of" : "behind"} Entra's.`;
  }
  return claims?.exp === undefined ? "" : ` The ID token is good until ${new Date(claims.exp * 1000).toISOString()}.`;
}

function bodyOf(said: Said): { description: string; codes: readonly number[] } {
  const { data } = Body.safeParse(jsonOf(said));
  if (data === undefined) return { description: "", codes: [] };
  const named = [...data.error_description.matchAll(/AADSTS(\d{4,8})/g)].map(([, number]) => Number(number));
  return { description: data.error_description, codes: [...data.error_codes, ...named] };
}

/** Without Entra's trace ids and time, which it puts on lines of their own or behind the sentence. */
function firstLine(text: string): string {
  const [line = ""] = text.split(/\r?\n| Trace ID:/);
  return line.replace(/\.$/, "");
}
