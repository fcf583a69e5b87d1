// The token services of registries. ACR's: exchange of an Entra token, then an access token for each scope, by POST with the
// refresh token or by GET with a password. GHCR's: GET with a password, and no word on how long the token lasts.
// https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md, https://distribution.github.io/distribution/spec/auth/token/
import { randomUUID } from "node:crypto";
import type { Clock } from "@deploy-actions/contract";
import { z } from "zod";
import type { TokenSigner } from "../../../../test/engine/token-signer.ts";
import { fieldProblem, formProblem } from "./form.ts";
import type { Answer, Heard } from "./service.ts";

export type Desk = {
  readonly clock: Clock;
  /** Who signs, as the tokens say. */
  readonly issuer: string;
  /** What the challenge of the registry names; for ACR the registry's own host. */
  service: string;
  /** Users that may log in with a password. */
  readonly users: Readonly<Record<string, string>>;
  /** What is allowed, of what is asked. */
  allowed: (name: string, action: string) => boolean;
  /** Audiences of Entra tokens that are taken. */
  audiences: readonly string[];
  tenant: string;
  /** Seconds. */
  refreshLife: number;
  accessLife: number;
  /** Refresh tokens withdrawn before their time. */
  readonly withdrawn: Set<string>;
};

/** Who comes with a refresh token as a password, as `docker login` does it. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const EntraToken = z.object({ aud: z.string(), tid: z.string(), appid: z.string(), exp: z.number() });
const RefreshToken = z.object({
  aud: z.string(),
  sub: z.string(),
  exp: z.number(),
  grant_type: z.literal("refresh_token"),
});

/** `entra` checks what Entra signed, `own` signs the registry's tokens. */
export function speakAcr(desk: Desk, entra: TokenSigner, own: TokenSigner) {
  return (heard: Heard): Answer | undefined => {
    if (heard.url.pathname === "/oauth2/exchange") return exchanged(heard, desk, entra, own);
    if (heard.url.pathname !== "/oauth2/token") return undefined;
    return heard.method === "GET" ? byPassword(heard, desk, own, "access_token") : byRefreshToken(heard, desk, own);
  };
}

export function speakGhcr(desk: Desk, own: TokenSigner) {
  return (heard: Heard): Answer | undefined =>
    heard.url.pathname === "/token" ? byPassword(heard, desk, own, "token") : undefined;
}

function exchanged(heard: Heard, desk: Desk, entra: TokenSigner, own: TokenSigner): Answer {
  // ACR answers 404 to any other method.
  if (heard.method !== "POST") return { status: 404 };
  const shape = { grant_type: "access_token", service: desk.service, tenant: desk.tenant, access_token: true } as const;
  const problem = formProblem(heard, shape);
  if (problem !== undefined) return refused(400, "BAD_REQUEST", problem);
  const { data } = EntraToken.safeParse(entra.verified(new URLSearchParams(heard.body).get("access_token") ?? ""));
  const taken = data !== undefined && data.exp > desk.clock.date().getTime() / 1000 && data.tid === desk.tenant;
  if (!taken) return unauthorized();
  if (!desk.audiences.includes(data.aud)) return refused(401, "UNAUTHORIZED", "token validation failed");
  return { status: 200, body: { refresh_token: refreshToken(data.appid, desk, own) } };
}

function refreshToken(subject: string, { clock, issuer, service, refreshLife }: Desk, own: TokenSigner): string {
  const now = Math.floor(clock.date().getTime() / 1000);
  const times = { nbf: now - 900, iat: now, exp: now + refreshLife };
  return own.sign({
    jti: randomUUID(),
    sub: subject,
    iss: issuer,
    aud: service,
    grant_type: "refresh_token",
    ...times,
  });
}

function byRefreshToken(heard: Heard, desk: Desk, own: TokenSigner): Answer {
  const shape = { grant_type: "refresh_token", service: desk.service, scope: true, refresh_token: true } as const;
  const problem = formProblem(heard, shape, ["scope"]);
  if (problem !== undefined) return refused(400, "BAD_REQUEST", problem);
  const form = new URLSearchParams(heard.body);
  const subject = subjectOf(form.get("refresh_token") ?? "", desk, own);
  return subject === undefined ? unauthorized() : granted(subject, form.getAll("scope"), desk, own, "access_token");
}

function subjectOf(token: string, desk: Desk, own: TokenSigner): string | undefined {
  const { data } = RefreshToken.safeParse(own.verified(token));
  if (data === undefined || desk.withdrawn.has(token)) return undefined;
  return data.aud === desk.service && data.exp > desk.clock.date().getTime() / 1000 ? data.sub : undefined;
}

function byPassword(heard: Heard, desk: Desk, own: TokenSigner, field: "token" | "access_token"): Answer {
  const { searchParams } = heard.url;
  // docker's own client adds these two.
  const fields = new URLSearchParams(
    [...searchParams].filter(([name]) => !["account", "client_id", "offline_token"].includes(name)),
  );
  const shape = { service: desk.service, ...(fields.has("scope") ? { scope: true as const } : {}) };
  const problem = heard.method === "GET" ? fieldProblem(fields, shape, ["scope"]) : `the method is ${heard.method}`;
  if (problem !== undefined) return refused(400, "BAD_REQUEST", problem);
  const { authorization } = heard.headers;
  const scopes = searchParams.getAll("scope");
  if (authorization === undefined) return unauthorized();
  const [user = "", ...rest] = Buffer.from(authorization.replace(/^Basic /, ""), "base64")
    .toString()
    .split(":");
  const password = rest.join(":");
  const subject = user === NOBODY ? subjectOf(password, desk, own) : desk.users[user] === password ? user : undefined;
  if (subject === undefined || !authorization.startsWith("Basic ")) return unauthorized();
  return granted(subject, scopes, desk, own, field);
}

/** A token for those of the actions that are allowed, which may be none. */
function granted(subject: string, scopes: readonly string[], desk: Desk, own: TokenSigner, field: string): Answer {
  const now = Math.floor(desk.clock.date().getTime() / 1000);
  const access = scopes
    .flatMap((scope) => scope.split(" "))
    .flatMap((scope) => {
      const [, type, name, actions = ""] = /^(\w+):(.+):([\w,*]+)$/.exec(scope) ?? [];
      if (type === undefined || name === undefined) return [];
      return [{ type, name, actions: actions.split(",").filter((action) => desk.allowed(name, action)) }];
    });
  const times = { nbf: now - 5, iat: now, exp: now + desk.accessLife };
  const claims = { jti: randomUUID(), sub: subject, iss: desk.issuer, aud: desk.service, access, ...times };
  return { status: 200, body: { [field]: own.sign(claims) } };
}

function unauthorized(): Answer {
  const message = "authentication required, visit https://aka.ms/acr/authorization for more information.";
  return refused(401, "UNAUTHORIZED", message);
}

function refused(status: number, code: string, message: string): Answer {
  return { status, body: { errors: [{ code, message }] } };
}
