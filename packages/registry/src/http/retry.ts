// When a failed request is tried again, and how long to wait before: what the registry asked for, else twice as long each time.
import { setTimeout as sleep } from "node:timers/promises";
import { RegistryError } from "./error.ts";
import type { Log } from "./log.ts";

export type RetryPolicy = {
  /** How often a request is tried in all, at least 1. */
  readonly attempts: number;
  /** The first pause in milliseconds, where the registry names none. */
  readonly pauseMs: number;
  readonly signal: AbortSignal | undefined;
  readonly log: Log;
};

const LONGEST_OWN_PAUSE_MS = 30_000;
/** A registry that asks for more than this is not waited for: a red step that says when is worth more than a job that hangs. */
const LONGEST_ASKED_PAUSE_MS = 120_000;

/** Runs `act` until it succeeds, fails for good, has been tried often enough, or `mayRepeat` says no. Throws the last error. */
export async function withRetry<T>(
  retryPolicy: RetryPolicy,
  act: () => Promise<T>,
  mayRepeat: () => boolean = () => true,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      const pause = mayRepeat() ? pauseBefore(error, attempt, retryPolicy, Math.random()) : undefined;
      if (pause === undefined) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      retryPolicy.log.info(
        `${reason} Trying again in ${(pause / 1000).toFixed(1)} s (${attempt + 1} of ${retryPolicy.attempts}).`,
      );
      await rest(pause, retryPolicy.signal);
    }
  }
}

/** Sleeps; a cancellation ends it with the reason the caller gave. */
async function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
}

/** Milliseconds to wait before the next attempt, or undefined to give up. `chance` in [0, 1) spreads parallel jobs. */
export function pauseBefore(
  error: unknown,
  attempt: number,
  retryPolicy: Pick<RetryPolicy, "attempts" | "pauseMs">,
  chance: number,
): number | undefined {
  if (!(error instanceof RegistryError) || !error.transient || attempt >= retryPolicy.attempts) return undefined;
  const own = Math.min(retryPolicy.pauseMs * 2 ** (attempt - 1) * (1 + chance / 2), LONGEST_OWN_PAUSE_MS);
  if (error.retryAfterMs === undefined) return own;
  return error.retryAfterMs > LONGEST_ASKED_PAUSE_MS ? undefined : error.retryAfterMs + 250 * chance;
}

/** Milliseconds of a Retry-After header, which holds seconds or a date; undefined when it holds neither. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
