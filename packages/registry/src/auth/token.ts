// A token, how long it may be used, and a cache that lets all requests of a job share one.
import type { Clock } from "@deploy-actions/contract";
import { lifeOf } from "./jwt.ts";

/** `expires` in milliseconds since 1970, by this machine's clock. */
export type Token = { readonly value: string; readonly expires: number };

/** The life of a token whose response does not state one. GHCR states none. https://distribution.github.io/distribution/spec/auth/token/ */
const DEFAULT_LIFE_S = 60;

/** `statedLife`: the seconds stated in the response with this token. Without it, what the token itself says applies. */
export function tokenFor(value: string, statedLife: number | undefined, clock: Clock): Token {
  const now = clock.date().getTime();
  return { value, expires: now + (statedLife ?? lifeOf(value, now) ?? DEFAULT_LIFE_S) * 1000 };
}

export type TokenCache = {
  /** The token, fetched if there is none that is still valid. Simultaneous callers share one fetch and its failure, which is not cached. */
  get(): Promise<Token>;
  /** Removes a token that was refused. Keeps a newer one, which another caller may have fetched in the meantime. */
  drop(value: string): void;
};

/** A token about to expire is not used any more: the request still has to reach the registry. */
const MARGIN_MS = 10_000;

export function cacheToken(fetch: () => Promise<Token>, clock: Clock): TokenCache {
  let current: Token | undefined;
  let pending: Promise<Token> | undefined;

  const renew = async (): Promise<Token> => {
    try {
      current = await fetch();
      return current;
    } finally {
      pending = undefined;
    }
  };

  return {
    async get() {
      if (current !== undefined && current.expires - MARGIN_MS > clock.date().getTime()) return current;
      pending ??= renew();
      return pending;
    },
    drop(value) {
      if (current?.value === value) current = undefined;
    },
  };
}
