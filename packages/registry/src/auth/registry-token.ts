// Gets a registry's bearer token for a scope, with a password, a refresh token, or anonymously (the token flow of
// distribution, which GHCR and ACR use). https://distribution.github.io/distribution/spec/auth/token/
import { z } from "zod/mini";
import { RegistryError } from "../http/error.ts";
import type { Network } from "../http/network.ts";
import { statusError } from "../http/status-error.ts";
import type { Challenge } from "./challenge.ts";
import { type Credentials, isPassword, type Login } from "./credentials.ts";
import { ownRealmOf, realmOf, requireTrustedRealm, unexpectedResponse } from "./realm.ts";
import { type Token, tokenFor } from "./token.ts";
import { callTokenService, jsonIn, type RequestLimits, type ServiceRequest } from "./token-service.ts";

export type LoginContext = RequestLimits & {
  readonly host: string;
  readonly network: Network;
  readonly credentials: Login | undefined;
  /** Other hosts that may get the credentials. */
  readonly trustedHosts: readonly string[];
  /** Called with every secret before it is used. */
  readonly mask: (secret: string) => void;
};

/** A token is sent in a header, and an error about an invalid header would quote it. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;

const TokenAnswer = z.pipe(
  z.object({
    token: z.catch(z.optional(z.string().check(z.regex(HEADER_SAFE))), undefined),
    access_token: z.catch(z.optional(z.string().check(z.regex(HEADER_SAFE))), undefined),
    expires_in: z.catch(z.optional(z.coerce.number().check(z.positive())), undefined),
  }),
  z.transform(({ token, access_token, expires_in }) => ({ token: token ?? access_token, life: expires_in })),
);

export async function fetchRegistryToken(
  challenge: Challenge,
  scopes: readonly string[],
  context: LoginContext,
): Promise<Token> {
  const { credentials, host } = context;
  if (isPassword(credentials) || credentials === undefined) return byPassword(challenge, scopes, context, credentials);
  const refreshToken = await credentials.refreshToken(host);
  try {
    return await byRefreshToken(challenge, scopes, context, credentials.who, refreshToken);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.status !== 401) throw error;
    // It may have been revoked early. A new one shows whether the identity itself is refused.
    credentials.forget(host, refreshToken);
    const renewed = await credentials.refreshToken(host);
    return byRefreshToken(challenge, scopes, context, credentials.who, renewed);
  }
}

/** The Authorization header for Basic, if there is a password. */
export function basicHeader({ credentials, mask }: LoginContext): string | undefined {
  if (!isPassword(credentials)) return undefined;
  const encoded = Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64");
  mask(credentials.password);
  mask(encoded);
  return `Basic ${encoded}`;
}

/** `GET realm?service&scope` with Basic, or without credentials for an anonymous token. */
async function byPassword(
  challenge: Challenge,
  scopes: readonly string[],
  context: LoginContext,
  password: Credentials | undefined,
): Promise<Token> {
  const url = realmOf(challenge, context.host, context.network);
  if (password !== undefined) requireTrustedRealm(url, context.host, context.trustedHosts);
  const { service } = challenge.parameters;
  if (service !== undefined) url.searchParams.set("service", service);
  // What is asked for is decided here, not by the challenge.
  url.searchParams.delete("scope");
  for (const scope of scopes) url.searchParams.append("scope", scope);
  const authorization = basicHeader(context);
  const headers = authorization === undefined ? {} : { authorization };
  const secrets = password === undefined ? [] : [password.password, authorization?.slice("Basic ".length) ?? ""];
  const asked = password === undefined ? "issue an anonymous token" : `issue a token to "${password.username}"`;
  const { network } = context;
  return requestToken({ network, method: "GET", url, headers, secrets }, asked, password !== undefined, context);
}

/** `POST realm` with `grant_type=refresh_token`, as documented for ACR. Only ever sent to the registry's own origin. */
async function byRefreshToken(
  challenge: Challenge,
  scopes: readonly string[],
  context: LoginContext,
  who: string,
  refreshToken: string,
): Promise<Token> {
  const { host, network } = context;
  const url = ownRealmOf(challenge, host, network);
  const form = [
    ["grant_type", "refresh_token"],
    ["service", challenge.parameters.service ?? host],
    ...scopes.map((scope) => ["scope", scope] as const),
    ["refresh_token", refreshToken],
  ] as const;
  const request = { network, method: "POST", url, form, secrets: [refreshToken] } as const;
  return requestToken(request, `issue a token to ${who}`, true, context);
}

async function requestToken(
  request: ServiceRequest,
  asked: string,
  hasCredentials: boolean,
  context: LoginContext,
): Promise<Token> {
  const { host, mask, clock } = context;
  const response = await callTokenService(request, context);
  const { status, text, retryAfterMs } = response;
  if (status !== 200) {
    const credentials = hasCredentials ? "refused" : undefined;
    throw statusError({ status, host, asked, body: text, retryAfterMs, credentials });
  }
  const json = jsonIn(response);
  if (json === undefined)
    throw unexpectedResponse(host, "responded to the token request with something other than JSON");
  const { data } = TokenAnswer.safeParse(json);
  if (data?.token === undefined) throw unexpectedResponse(host, "responded to the token request without a token");
  mask(data.token);
  return tokenFor(data.token, data.life, clock);
}
