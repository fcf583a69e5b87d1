// An Entra application as Azure registries know it. One value serves all registries of a job: each of them is asked for a
// refresh token once, Entra once for each scope, however many layers are on their way at the same time.
import { RegistryError } from "../http/error.ts";
import type { Log } from "../http/log.ts";
import { acrRefreshToken, TokenRejected } from "./acr.ts";
import type { EntraIdentity } from "./credentials.ts";
import { type EntraApp, entraToken } from "./entra.ts";
import { UnknownScope } from "./entra-error.ts";
import type { Token } from "./token.ts";
import { cacheToken, type TokenCache } from "./token-cache.ts";
import type { TokenContext } from "./token-service.ts";

export type EntraOptions = EntraApp & {
  /** Hears every token before it is used. */
  readonly mask: (secret: string) => void;
  /** As with a registry's own: milliseconds without a byte, attempts in all, the first pause in milliseconds. */
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly pauseMs?: number;
  readonly signal?: AbortSignal;
  readonly log?: Log;
};

const SILENT: Log = { info: () => {}, debug: () => {}, warning: () => {} };

/** An identity for the job. Nothing is asked before a registry wants a token. */
export function entraIdentity(options: EntraOptions): EntraIdentity {
  const { mask, timeoutMs = 30_000, attempts = 5, pauseMs = 1000, signal, log = SILENT, ...app } = options;
  const means: TokenContext = { mask, timeoutMs, signal, retryPolicy: { attempts, pauseMs, signal, log } };
  const who = `application ${app.client} (with ${app.proof.how})`;
  const ofEntra = new Map<string, TokenCache>();
  const ofRegistries = new Map<string, TokenCache>();

  const forScope = (scope: string): Promise<Token> =>
    remembered(ofEntra, scope, () => entraToken(app, scope, means)).get();

  const exchangeWith = async (host: string): Promise<Token> => {
    refuseStrangers(host, app);
    const refusals: RegistryError[] = [];
    for (const scope of app.cloud.scopes) {
      try {
        const { value: entraToken } = await forScope(scope);
        const token = await acrRefreshToken({ host, tenant: app.tenant, client: app.client, scope, entraToken }, means);
        log.info(`${host} knows ${who} for ${Math.round((token.expires - Date.now()) / 60_000)} min`);
        return token;
      } catch (error) {
        if (!mayTryNext(error)) throw error;
        refusals.push(error);
      }
    }
    // What the registry said of a token tells more than that Entra knows no such scope.
    throw (
      refusals.find((error) => error instanceof TokenRejected) ?? refusals[0] ?? new Error("a cloud without scopes")
    );
  };

  const ofRegistry = (host: string): TokenCache =>
    remembered(ofRegistries, host, () => exchangeWith(host).catch((error: unknown) => Promise.reject(settled(error))));

  return {
    who,
    refreshToken: async (host) => (await ofRegistry(host).get()).value,
    forget: (host, token) => ofRegistry(host).drop(token),
  };
}

/** Another scope may do where Entra doesn't know this one, or the registry takes no token made for it. */
function mayTryNext(error: unknown): error is RegistryError {
  return error instanceof UnknownScope || error instanceof TokenRejected;
}

function remembered(all: Map<string, TokenCache>, key: string, fetch: () => Promise<Token>): TokenCache {
  const known = all.get(key) ?? cacheToken(fetch);
  all.set(key, known);
  return known;
}

/** An Entra token opens every registry the application may write to, so it goes to Azure's own hosts only. */
function refuseStrangers(host: string, { cloud }: EntraApp): void {
  const { registries } = cloud;
  if (registries === undefined || host.toLowerCase().endsWith(registries)) return;
  throw new RegistryError({
    reason: "rejected",
    message: `${host} is no registry of this Azure cloud, whose registries end in ${registries}.`,
    state: "No token was asked for, and nothing was sent there.",
    next: "Check the registry's name and the cloud. For a cloud with hosts of its own, give its authority.",
  });
}

/** The exchange has been tried as often as it may be: whoever asked for it must not begin anew. */
function settled(error: unknown): unknown {
  if (!(error instanceof RegistryError) || !error.transient) return error;
  const { reason, message, state, next, status } = error;
  return new RegistryError({ reason, message, state, next, cause: error, ...(status === undefined ? {} : { status }) });
}
