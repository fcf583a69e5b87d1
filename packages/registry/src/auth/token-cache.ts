// Keeps a token for as long as it may be used, so that all requests of a job share one exchange, also when many ask at once.
import type { Token } from "./token.ts";

export type TokenCache = {
  /** The token, fetched where there is none that lasts. Callers at the same time share one fetch; its failure is theirs and is not kept. */
  get(): Promise<Token>;
  /** What is kept now, fresh or not. */
  readonly held: Token | undefined;
  /** Says that this token was refused. Leaves a newer one alone, which another caller may have fetched meanwhile. */
  drop(value: string): void;
};

/** A token about to expire is not used any more: the request it is meant for has yet to travel. */
const MARGIN_MS = 10_000;

export function cacheToken(fetch: () => Promise<Token>): TokenCache {
  let held: Token | undefined;
  let coming: Promise<Token> | undefined;

  const renew = async (): Promise<Token> => {
    try {
      held = await fetch();
      return held;
    } finally {
      coming = undefined;
    }
  };

  return {
    async get() {
      if (held !== undefined && held.expires - MARGIN_MS > Date.now()) return held;
      coming ??= renew();
      return coming;
    },
    get held() {
      return held;
    },
    drop(value) {
      if (held?.value === value) held = undefined;
    },
  };
}
