// Who this client is to a registry: learns the scheme from the first 401, fetches bearer tokens for a scope (the token
// flow of distribution, which GHCR and ACR speak), and falls back to Basic where that is what is offered.
import { z } from "zod";
import { readBody, readExplanation } from "./body.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import { trusted } from "./endpoint.ts";
import { RegistryError } from "./error.ts";
import { exchange } from "./exchange.ts";
import { explain } from "./explain.ts";
import { openGuard } from "./guard.ts";

export type Credentials = { readonly username: string; readonly password: string };

export type Identity = {
  /** The Authorization header for these scopes, or undefined while the registry has not asked for one. */
  header(scopes: readonly string[]): Promise<string | undefined>;
  /** Takes in the challenge of a 401; false when asking again would be refused again. `sent` is the header that was refused. */
  learn(challenge: string | null, scopes: readonly string[], sent: string | undefined): boolean;
};

type Setting = {
  readonly host: string;
  readonly credentials: Credentials | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
};

type Token = { readonly header: string; readonly expires: number };

/** Distribution's token specification lets a token without a stated life be used for 60 s. */
const DEFAULT_LIFE_S = 60;
/** A token about to expire is not used any more: the request it is meant for has yet to travel. */
const MARGIN_MS = 10_000;

const TokenAnswer = z
  .object({ token: z.string().optional(), access_token: z.string().optional(), expires_in: z.number().optional() })
  .transform(({ token, access_token, expires_in }) => ({
    token: token ?? access_token,
    life: expires_in ?? DEFAULT_LIFE_S,
  }));

/** An identity with its own cache of tokens, one for each set of scopes. */
export function identityFor(setting: Setting): Identity {
  const tokens = new Map<string, Promise<Token>>();
  let offered: Challenge | undefined;

  const fresh = async (key: string, scopes: readonly string[], challenge: Challenge): Promise<Token> => {
    const known = await tokens.get(key)?.catch(() => undefined);
    if (known !== undefined && known.expires - MARGIN_MS > Date.now()) return known;
    const asked = fetchToken(challenge, scopes, setting);
    tokens.set(key, asked);
    asked.catch(() => tokens.delete(key));
    return asked;
  };

  return {
    async header(scopes) {
      if (offered === undefined) return undefined;
      if (offered.scheme === "basic") return setting.credentials && basic(setting.credentials);
      return (await fresh(scopes.join(" "), scopes, offered)).header;
    },
    learn(header, scopes, sent) {
      const challenge = choose(parseChallenges(header ?? ""), setting.credentials);
      if (challenge === undefined) return false;
      offered = challenge;
      if (challenge.scheme === "basic") return sent === undefined && setting.credentials !== undefined;
      // A token that was refused is not used again; one refusal of a token fetched for these scopes is final.
      tokens.delete(scopes.join(" "));
      return true;
    },
  };
}

function choose(challenges: readonly Challenge[], credentials: Credentials | undefined): Challenge | undefined {
  const bearer = challenges.find(({ scheme, parameters }) => scheme === "bearer" && parameters.realm !== undefined);
  return bearer ?? challenges.find(({ scheme }) => scheme === "basic" && credentials !== undefined);
}

async function fetchToken(challenge: Challenge, scopes: readonly string[], setting: Setting): Promise<Token> {
  const { realm = "", service } = challenge.parameters;
  const { host, credentials } = setting;
  const parsed = URL.parse(realm);
  if (parsed === null) throw unreadable(host, `names "${realm}" as its token service`);
  const url = trusted(parsed, host);
  if (service !== undefined) url.searchParams.set("service", service);
  for (const scope of scopes) url.searchParams.append("scope", scope);
  const headers = credentials === undefined ? {} : { authorization: basic(credentials) };
  const guard = openGuard(setting.timeoutMs, url.host, setting.signal);
  try {
    const answer = await exchange({ method: "GET", url, headers }, guard);
    if (answer.status !== 200) {
      const body = await readExplanation(answer, guard);
      const asked = credentials === undefined ? "give an anonymous token" : `give "${credentials.username}" a token`;
      const retryAfter = answer.headers.get("retry-after");
      const refused = credentials === undefined ? {} : ({ credentials: "refused" } as const);
      throw explain({ status: answer.status, host, asked, body, retryAfter, ...refused });
    }
    return tokenOf(await readBody(answer, 1024 * 1024, guard), host);
  } finally {
    guard.end();
  }
}

function tokenOf(bytes: Uint8Array, host: string): Token {
  let answer: unknown;
  try {
    answer = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw unreadable(host, "answered its token request with something that is no JSON");
  }
  const { data } = TokenAnswer.safeParse(answer);
  if (data?.token === undefined) throw unreadable(host, "answered its token request without a token");
  return { header: `Bearer ${data.token}`, expires: Date.now() + data.life * 1000 };
}

function basic({ username, password }: Credentials): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function unreadable(host: string, what: string): RegistryError {
  return new RegistryError({
    reason: "rejected",
    message: `${host} ${what}.`,
    state: "Nothing was changed.",
    next: `Check that ${host} is the registry you mean, and not a proxy or a sign-in page before it.`,
  });
}
