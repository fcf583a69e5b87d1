// Who this client is to a registry: asks /v2/ for the scheme before anything else (or, without credentials, learns it from
// the first 401), gets bearer tokens for a scope (the token flow of distribution, which GHCR and ACR speak), and falls
// back to Basic where that is what is offered.
import { z } from "zod/mini";
import { endpointOf } from "../endpoint.ts";
import { RegistryError } from "../error.ts";
import { explain } from "../explain.ts";
import { askService, jsonOf, type Limits, type Question } from "./ask.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { type Credentials, isPassword, type Login } from "./credentials.ts";
import { type Kept, kept } from "./kept.ts";
import { ownRealmOf, realmOf, unreadable } from "./realm.ts";
import { isBlind, shortfall } from "./shortfall.ts";
import { type Token, tokenFor } from "./token.ts";

export type Identity = {
  /**
   * The Authorization header for these scopes; undefined only for who has no credentials and was not asked for any. Who
   * has some is known from the first request on: to strangers a registry may answer that what they may not see is not there.
   */
  header(scopes: readonly string[]): Promise<string | undefined>;
  /** Takes in the challenge of a 401; false when asking again would be refused again. `sent` is the header that was refused. */
  learn(challenge: string | null, scopes: readonly string[], sent: string | undefined): boolean;
  /** What the token sent falls short of, where it tells; see {@link shortfall}. */
  shortfall(scopes: readonly string[], sent: string | undefined): string | undefined;
  /** Whether the token sent tells that it lets nothing be seen; see {@link isBlind}. */
  isBlind(scopes: readonly string[], sent: string | undefined): boolean;
};

type Setting = Limits & {
  readonly host: string;
  readonly credentials: Login | undefined;
  /** Hears every secret before it is used. */
  readonly mask: (secret: string) => void;
};

const TokenAnswer = z.pipe(
  z.object({
    token: z.catch(z.optional(z.string().check(z.minLength(1))), undefined),
    access_token: z.catch(z.optional(z.string().check(z.minLength(1))), undefined),
    expires_in: z.catch(z.optional(z.coerce.number().check(z.positive())), undefined),
  }),
  z.transform(({ token, access_token, expires_in }) => ({ token: token ?? access_token, life: expires_in })),
);

/** An identity with its own tokens, one for each set of scopes. */
export function identityFor(setting: Setting): Identity {
  const tokens = new Map<string, Kept>();
  let offered: Challenge | undefined;
  let introducing: Promise<Challenge | undefined> | undefined;

  const introduced = (credentials: Login): Promise<Challenge | undefined> => {
    introducing ??= introduce(credentials, setting).finally(() => {
      introducing = undefined;
    });
    return introducing;
  };
  const tokensFor = (scopes: readonly string[], first: Challenge): Kept => {
    const key = scopes.join(" ");
    const known = tokens.get(key) ?? kept(() => fetchToken(offered ?? first, scopes, setting));
    tokens.set(key, known);
    return known;
  };

  return {
    async header(scopes) {
      if (offered === undefined && setting.credentials !== undefined) {
        const first = await introduced(setting.credentials);
        offered ??= first;
      }
      if (offered === undefined) return undefined;
      if (offered.scheme === "basic") return basicHeader(setting);
      return `Bearer ${(await tokensFor(scopes, offered).get()).value}`;
    },
    learn(header, scopes, sent) {
      const challenge = choose(parseChallenges(header ?? ""), setting.credentials);
      if (challenge === undefined) return false;
      offered = challenge;
      if (challenge.scheme === "basic") return sent === undefined && isPassword(setting.credentials);
      // A token that was refused is not used again; one refusal of a token fetched for these scopes is final.
      const refused = sent?.replace(/^Bearer /, "");
      if (refused !== undefined) tokens.get(scopes.join(" "))?.drop(refused);
      return true;
    },
    shortfall(scopes, sent) {
      return sent?.startsWith("Bearer ") ? shortfall(sent.slice("Bearer ".length), scopes) : undefined;
    },
    isBlind: (scopes, sent) => sent?.startsWith("Bearer ") === true && isBlind(sent.slice("Bearer ".length), scopes),
  };
}

/**
 * Asks the registry, as docker does, how it wants to be logged in to. One that lets everybody look at /v2/ does not say;
 * there the credentials are sent as they are, since its answers to strangers are not those to this client.
 */
async function introduce(credentials: Login, setting: Setting): Promise<Challenge | undefined> {
  const { host } = setting;
  const origin = endpointOf(host);
  const said = await askService({ method: "GET", url: new URL("/v2/", origin), secrets: [] }, setting);
  const challenge = choose(parseChallenges(said.headers.get("www-authenticate") ?? ""), credentials);
  if (said.status === 401 && challenge !== undefined) return challenge;
  if (MAY_PASS.includes(said.status)) {
    const retryAfter = said.headers.get("retry-after");
    throw explain({ status: said.status, host, asked: "say how to log in", body: said.text, retryAfter });
  }
  if (isPassword(credentials)) return { scheme: "basic", parameters: {} };
  if (said.status === 401) return undefined;
  // The one place where Azure registries give tokens for their own refresh tokens.
  return { scheme: "bearer", parameters: { realm: new URL("/oauth2/token", origin).href, service: origin.host } };
}

const MAY_PASS: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

function choose(challenges: readonly Challenge[], credentials: Login | undefined): Challenge | undefined {
  const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.realm !== undefined);
  return bearer ?? challenges.find(({ scheme }) => scheme === "basic" && isPassword(credentials));
}

async function fetchToken(challenge: Challenge, scopes: readonly string[], setting: Setting): Promise<Token> {
  const { credentials } = setting;
  if (isPassword(credentials) || credentials === undefined) return byPassword(challenge, scopes, setting, credentials);
  const refresh = await credentials.refreshToken(setting.host);
  try {
    return await byRefreshToken(challenge, scopes, setting, credentials.who, refresh);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.status !== 401) throw error;
    // It may have been withdrawn before its time; a new one decides.
    credentials.forget(setting.host, refresh);
    const renewed = await credentials.refreshToken(setting.host);
    return byRefreshToken(challenge, scopes, setting, credentials.who, renewed);
  }
}

/** `GET realm?service&scope` with Basic, or with nothing for an anonymous token. */
async function byPassword(
  challenge: Challenge,
  scopes: readonly string[],
  setting: Setting,
  password: Credentials | undefined,
): Promise<Token> {
  const url = realmOf(challenge, setting.host);
  const { service } = challenge.parameters;
  if (service !== undefined) url.searchParams.set("service", service);
  for (const scope of scopes) url.searchParams.append("scope", scope);
  const authorization = basicHeader(setting);
  const headers = authorization === undefined ? {} : { authorization };
  const secrets = password === undefined ? [] : [password.password, authorization?.slice("Basic ".length) ?? ""];
  const asked = password === undefined ? "give an anonymous token" : `give "${password.username}" a token`;
  return answered({ method: "GET", url, headers, secrets }, asked, password !== undefined, setting);
}

/** `POST realm` with `grant_type=refresh_token`, as ACR's documentation has it; only ever to the registry's own origin. */
async function byRefreshToken(
  challenge: Challenge,
  scopes: readonly string[],
  setting: Setting,
  who: string,
  refresh: string,
): Promise<Token> {
  const { host } = setting;
  const url = ownRealmOf(challenge, host);
  const form = [
    ["grant_type", "refresh_token"],
    ["service", challenge.parameters.service ?? host],
    ...scopes.map((scope) => ["scope", scope] as const),
    ["refresh_token", refresh],
  ] as const;
  return answered({ method: "POST", url, form, secrets: [refresh] }, `give ${who} a token`, true, setting);
}

async function answered(question: Question, asked: string, known: boolean, setting: Setting): Promise<Token> {
  const { host, mask } = setting;
  const said = await askService(question, setting);
  if (said.status !== 200) {
    const refused = known ? ({ credentials: "refused" } as const) : {};
    const retryAfter = said.headers.get("retry-after");
    throw explain({ status: said.status, host, asked, body: said.text, retryAfter, ...refused });
  }
  const json = jsonOf(said);
  if (json === undefined) throw unreadable(host, "answered its token request with something that is no JSON");
  const { data } = TokenAnswer.safeParse(json);
  if (data?.token === undefined) throw unreadable(host, "answered its token request without a token");
  mask(data.token);
  return tokenFor(data.token, data.life);
}

function basicHeader({ credentials, mask }: Setting): string | undefined {
  if (!isPassword(credentials)) return undefined;
  const encoded = Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64");
  mask(credentials.password);
  mask(encoded);
  return `Basic ${encoded}`;
}
