// Who this client is to a registry. With credentials, it asks /v2/ for the authentication scheme first; without, it learns
// the scheme from the first 401. Uses bearer tokens for a scope if the registry offers them, and Basic otherwise.
import { endpointOf } from "../http/endpoint.ts";
import { statusError } from "../http/status-error.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { isPassword, type Login } from "./credentials.ts";
import { lacksPull, missingAccess } from "./granted-access.ts";
import { unexpectedResponse } from "./realm.ts";
import { basicHeader, fetchRegistryToken, type LoginContext } from "./registry-token.ts";
import { cacheToken, type TokenCache } from "./token.ts";
import { callTokenService } from "./token-service.ts";

export type Identity = {
  /**
   * The Authorization header for these scopes. Undefined only without credentials, until a registry asks for some. With
   * credentials even the first request carries it: a registry may tell strangers that what they may not see does not exist.
   */
  header(scopes: readonly string[]): Promise<string | undefined>;
  /** Takes in the challenge of a 401. False if another attempt would be refused again. `sent` is the header that was refused. */
  learn(challenge: string | null, scopes: readonly string[], sent: string | undefined): boolean;
  /** Which access the token that was sent does not grant, if it says so; see {@link missingAccess}. */
  missingAccess(scopes: readonly string[], sent: string | undefined): string | undefined;
  /** Whether the token that was sent does not allow pulling; see {@link lacksPull}. */
  lacksPull(scopes: readonly string[], sent: string | undefined): boolean;
};

const BEARER = "Bearer ";
const RETRYABLE: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** An identity with its own tokens, one for each set of scopes. */
export function identityFor(context: LoginContext): Identity {
  const tokens = new Map<string, TokenCache>();
  let offered: Challenge | undefined;
  let discovering: Promise<Challenge | undefined> | undefined;

  const discover = (credentials: Login): Promise<Challenge | undefined> => {
    discovering ??= discoverScheme(credentials, context).finally(() => {
      discovering = undefined;
    });
    return discovering;
  };
  const tokensFor = (scopes: readonly string[], first: Challenge): TokenCache => {
    const key = scopes.join(" ");
    const fetch = () => fetchRegistryToken(offered ?? first, scopes, context);
    const cache = tokens.get(key) ?? cacheToken(fetch, context.clock);
    tokens.set(key, cache);
    return cache;
  };

  return {
    async header(scopes) {
      if (offered === undefined && context.credentials !== undefined) {
        const first = await discover(context.credentials);
        offered ??= first;
      }
      if (offered === undefined) return undefined;
      if (offered.scheme === "basic") return basicHeader(context);
      return `${BEARER}${(await tokensFor(scopes, offered).get()).value}`;
    },
    learn(header, scopes, sent) {
      const challenge = chooseChallenge(parseChallenges(header ?? ""), context.credentials);
      if (challenge === undefined) return false;
      offered = challenge;
      if (challenge.scheme === "basic") return sent === undefined && isPassword(context.credentials);
      // A refused token is not used again. If a token that was just fetched for these scopes is refused, that is final.
      const refused = sent?.replace(BEARER, "");
      if (refused !== undefined) tokens.get(scopes.join(" "))?.drop(refused);
      return true;
    },
    missingAccess: (scopes, sent) =>
      sent?.startsWith(BEARER) ? missingAccess(sent.slice(BEARER.length), scopes) : undefined,
    lacksPull: (scopes, sent) => sent?.startsWith(BEARER) === true && lacksPull(sent.slice(BEARER.length), scopes),
  };
}

/**
 * Asks the registry, as docker does, which scheme it wants. If it allows anybody to see /v2/, it does not say: then the
 * credentials are sent as they are, because its answers to strangers may differ from those to this client.
 */
async function discoverScheme(credentials: Login, context: LoginContext): Promise<Challenge | undefined> {
  const { host, network } = context;
  const origin = endpointOf(host);
  const request = { network, method: "GET", url: new URL("/v2/", origin), secrets: [] } as const;
  const { status, url, headers, text, retryAfterMs } = await callTokenService(request, context);
  if (url.origin !== origin.origin) throw unexpectedResponse(host, `redirects the request for a login to ${url.host}`);
  const challenge = chooseChallenge(parseChallenges(headers.get("www-authenticate") ?? ""), credentials);
  if (status === 401 && challenge !== undefined) return challenge;
  if (RETRYABLE.includes(status)) {
    throw statusError({ status, host, asked: "say how to log in", body: text, retryAfterMs });
  }
  if (isPassword(credentials)) return { scheme: "basic", parameters: {} };
  if (status === 401) return undefined;
  // The only endpoint at which Azure registries exchange their own refresh tokens.
  return { scheme: "bearer", parameters: { realm: new URL("/oauth2/token", origin).href, service: origin.host } };
}

function chooseChallenge(challenges: readonly Challenge[], credentials: Login | undefined): Challenge | undefined {
  const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.realm !== undefined);
  return bearer ?? challenges.find(({ scheme }) => scheme === "basic" && isPassword(credentials));
}
