// An Entra application as Azure registries know it. One value is shared by all registries of a job: tokens are exchanged
// once per registry and issued once per scope, however many layers are uploaded at the same time.
import { type Clock, type Log, silentLog, systemClock } from "@deploy-actions/contract";
import { RegistryError } from "../http/error.ts";
import { acrRefreshToken, TokenRejected } from "./acr.ts";
import type { EntraIdentity } from "./credentials.ts";
import { entraToken } from "./entra.ts";
import { UnknownScope } from "./entra-error.ts";
import type { EntraApp } from "./proof.ts";
import { cacheToken, type Token, type TokenCache } from "./token.ts";
import type { TokenContext } from "./token-service.ts";

export type EntraOptions = EntraApp & {
  /** Called with every token before it is used. */
  readonly mask: (secret: string) => void;
  /** As for a registry: milliseconds without data, attempts in total, the first pause in milliseconds. */
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly pauseMs?: number;
  readonly signal?: AbortSignal;
  readonly log?: Log;
  readonly clock?: Clock;
};

/** An identity for the job. Sends nothing until a registry needs a token. */
export function entraIdentity(options: EntraOptions): EntraIdentity {
  const { mask, timeoutMs = 30_000, attempts = 5, pauseMs = 1000, signal, log = silentLog, ...rest } = options;
  const { clock = systemClock, ...app } = rest;
  const context: TokenContext = {
    mask,
    timeoutMs,
    signal,
    clock,
    retryPolicy: { attempts, pauseMs, signal, log, clock },
  };
  const who = `application ${app.client} (with ${app.proof.how})`;
  const entraTokens = new Map<string, TokenCache>();
  const refreshTokens = new Map<string, TokenCache>();
  const cacheIn = (caches: Map<string, TokenCache>, key: string, fetch: () => Promise<Token>): TokenCache => {
    const cache = caches.get(key) ?? cacheToken(fetch, clock);
    caches.set(key, cache);
    return cache;
  };

  const exchangeWith = async (host: string): Promise<Token> => {
    requireAzureHost(host, app);
    const refusals: RegistryError[] = [];
    for (const scope of app.cloud.scopes) {
      try {
        const cache = cacheIn(entraTokens, scope, () => entraToken(app, scope, context));
        const { value } = await cache.get();
        const exchange = { host, tenant: app.tenant, client: app.client, scope, entraToken: value };
        const token = await acrRefreshToken(exchange, context);
        log.info(
          `Logged in to ${host} as ${who} for ${Math.round((token.expires - clock.date().getTime()) / 60_000)} min`,
        );
        return token;
      } catch (error) {
        if (!mayTryNextScope(error)) throw error;
        refusals.push(error);
      }
    }
    // A registry's reason for rejecting a token says more than that Entra does not know a scope.
    throw (
      refusals.find((error) => error instanceof TokenRejected) ?? refusals[0] ?? new Error("a cloud without scopes")
    );
  };

  const ofRegistry = (host: string): TokenCache =>
    cacheIn(refreshTokens, host, () =>
      exchangeWith(host).catch((error: unknown) => Promise.reject(asPermanent(error))),
    );

  return {
    who,
    refreshToken: async (host) => (await ofRegistry(host).get()).value,
    forget: (host, token) => ofRegistry(host).drop(token),
  };
}

/** Whether another scope may work: Entra does not know this one, or the registry accepts no token for it. */
function mayTryNextScope(error: unknown): error is RegistryError {
  return error instanceof UnknownScope || error instanceof TokenRejected;
}

/** An Entra token gives access to every registry the application may write to, so it is only sent to Azure's own hosts. */
function requireAzureHost(host: string, { cloud }: EntraApp): void {
  const { registries } = cloud;
  if (registries === undefined || host.toLowerCase().endsWith(registries)) return;
  throw new RegistryError({
    reason: "rejected",
    message: `${host} is not a registry of this Azure cloud, whose registries end in ${registries}.`,
    state: "No token was requested, and nothing was sent there.",
    next: "Check the registry's name and the cloud. For a cloud with other host names, set its authority.",
  });
}

/** The exchange has had all its attempts, so the caller must not retry it. */
function asPermanent(error: unknown): unknown {
  if (!(error instanceof RegistryError) || !error.transient) return error;
  const { reason, message, state, next, status } = error;
  return new RegistryError({ reason, message, state, next, cause: error, ...(status === undefined ? {} : { status }) });
}
