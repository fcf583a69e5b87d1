// Entra's token endpoint for client credentials, with an application's federated credentials and its secret. Refusals
// carry the numbers and the shape of Entra's own.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow

import type { Clock } from "@deploy-actions/contract";
import { z } from "zod";
import type { TokenSigner } from "../../../../test/engine/token-signer.ts";
import { formProblem, type Shape } from "./form.ts";
import type { Answer, Heard } from "./service.ts";

export type Directory = {
  readonly clock: Clock;
  tenant: string;
  client: string;
  secret: string;
  federated: readonly { issuer: string; subject: string; audience: string }[];
  /** Scopes this cloud knows. */
  scopes: readonly string[];
  /** Seconds an access token lasts. */
  life: number;
};

const Assertion = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), nbf: z.number(), exp: z.number() });
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** `github` checks the signature of an assertion, `own` signs the access token. */
export function speakEntra(directory: Directory, github: TokenSigner, own: TokenSigner) {
  return (heard: Heard): Answer => {
    const [, tenant = "", ...path] = heard.url.pathname.split("/").map(decodeURIComponent);
    if (path.join("/") !== "oauth2/v2.0/token") return { status: 404 };
    const form = new URLSearchParams(heard.body);
    const common = { grant_type: "client_credentials", client_id: true, scope: true } satisfies Shape;
    const proof: Shape = form.has("client_secret")
      ? { client_secret: true }
      : { client_assertion_type: JWT_BEARER, client_assertion: true };
    const problem = formProblem(heard, { ...common, ...proof });
    if (problem !== undefined) return refused(400, "invalid_request", 900144, `The request is malformed: ${problem}.`);
    if (tenant !== directory.tenant) {
      return refused(400, "invalid_request", 90002, `Tenant '${tenant}' not found.`);
    }
    const client = form.get("client_id") ?? "";
    if (client !== directory.client) {
      const said = `Application with identifier '${client}' was not found in the directory '${tenant}'.`;
      return refused(400, "unauthorized_client", 700016, said);
    }
    const unproven = form.has("client_secret")
      ? secretProblem(form.get("client_secret") ?? "", directory)
      : assertionProblem(form.get("client_assertion") ?? "", directory, github);
    if (unproven !== undefined) return unproven;
    const scope = form.get("scope") ?? "";
    if (!directory.scopes.includes(scope)) {
      const resource = scope.replace(/\/\.default$/, "");
      const said = `The resource principal named ${resource} was not found in the tenant named ${tenant}.`;
      return refused(400, "invalid_resource", 500011, said);
    }
    const now = Math.floor(directory.clock.date().getTime() / 1000);
    const aud = scope.replace(/\/\.default$/, "");
    const claims = {
      iss: `https://sts.windows.net/${tenant}/`,
      aud,
      appid: client,
      tid: tenant,
      iat: now,
      nbf: now - 300,
    };
    const token = own.sign({ ...claims, exp: now + directory.life });
    return { status: 200, body: { token_type: "Bearer", expires_in: directory.life, access_token: token } };
  };
}

function secretProblem(secret: string, directory: Directory): Answer | undefined {
  if (secret === directory.secret) return undefined;
  const said = `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${directory.client}'.`;
  return refused(401, "invalid_client", 7000215, said);
}

function assertionProblem(assertion: string, { federated, clock }: Directory, github: TokenSigner): Answer | undefined {
  const { data } = Assertion.safeParse(github.verified(assertion));
  if (data === undefined)
    return refused(401, "invalid_client", 700027, "The certificate with identifier is not known.");
  const now = clock.date().getTime() / 1000;
  if (now < data.nbf || now > data.exp) {
    return refused(401, "invalid_client", 700024, "Client assertion is not within its valid time range.");
  }
  const known = federated.some(
    ({ issuer, subject, audience }) => issuer === data.iss && subject === data.sub && audience === data.aud,
  );
  if (known) return undefined;
  const said = `No matching federated identity record found for presented assertion subject '${data.sub}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.`;
  return refused(401, "invalid_client", 700213, said);
}

/** As Entra writes it: the number in the text, in a list, and ids and the time behind it. */
export function refused(status: number, error: string, code: number, said: string): Answer {
  const stamp = "Trace ID: 11111111-2222-3333-4444-555555555555 Correlation ID: 66666666-7777-8888-9999-000000000000";
  const description = `AADSTS${code}: ${said} ${stamp} Timestamp: 2026-09-01 10:00:00Z`;
  return {
    status,
    body: { error, error_description: description, error_codes: [code], trace_id: "1", correlation_id: "6" },
  };
}
