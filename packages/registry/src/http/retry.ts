// Retries failed requests: which errors, how often, and how long to wait in between (what the registry asked for, or
// exponential back-off).
import type { Clock, Log } from "@deploy-actions/contract";
import { RegistryError } from "./error.ts";

export type RetryPolicy = {
  /** How often a request is tried in total, at least 1. */
  readonly attempts: number;
  /** The first pause in milliseconds, if the registry does not ask for another. Doubled each time. */
  readonly pauseMs: number;
  readonly signal: AbortSignal | undefined;
  readonly log: Log;
  readonly clock: Clock;
};

const MAX_BACKOFF_MS = 30_000;
/** A registry that asks for more than this is not waited for: a failed step that says so is better than a job that hangs. */
const MAX_RETRY_AFTER_MS = 120_000;

/** Calls `act` until it succeeds, fails with a permanent error, runs out of attempts, or `mayRetry` returns false. Throws the last error. */
export async function withRetry<T>(
  policy: RetryPolicy,
  act: () => Promise<T>,
  mayRetry: () => boolean = () => true,
): Promise<T> {
  const { attempts, signal, log, clock } = policy;
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      const pause = mayRetry() ? pauseBefore(error, attempt, policy, Math.random()) : undefined;
      if (pause === undefined) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      log.info(`${reason} Retrying in ${(pause / 1000).toFixed(1)} s (attempt ${attempt + 1} of ${attempts}).`);
      await clock.sleep(pause, signal);
    }
  }
}

/** Milliseconds to wait before the next attempt, or undefined to give up. `jitter` in [0, 1) spreads parallel jobs. */
export function pauseBefore(
  error: unknown,
  attempt: number,
  policy: Pick<RetryPolicy, "attempts" | "pauseMs">,
  jitter: number,
): number | undefined {
  if (!(error instanceof RegistryError) || !error.transient || attempt >= policy.attempts) return undefined;
  const backoff = Math.min(policy.pauseMs * 2 ** (attempt - 1) * (1 + jitter / 2), MAX_BACKOFF_MS);
  if (error.retryAfterMs === undefined) return backoff;
  return error.retryAfterMs > MAX_RETRY_AFTER_MS ? undefined : error.retryAfterMs + 250 * jitter;
}

/** Milliseconds from a Retry-After header (RFC 9110, 10.2.3: seconds or a date), or undefined if it is neither. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
