// Repeats attempts until the verdict is final. The only part of a health check that waits.
import { type Clock, type Log, systemClock } from "@deploy-actions/contract";
import { describeAttempt } from "./describe.ts";
import { ProbeError } from "./error.ts";
import type { Headers } from "./headers.ts";
import { judge, judgeAttempt, type Verdict } from "./judge.ts";
import type { Observation } from "./observation.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import { trustedContext } from "./trust.ts";

export interface WatchOptions {
  readonly log: Log;
  /** Cancels: `watch` rejects with ProbeError `cancelled`. */
  readonly signal: AbortSignal;
  /** Ends the wait with the verdict unhealthy and reason `given-up`, for example because the container has exited. */
  readonly giveUp?: AbortSignal;
  /** May be secret. */
  readonly headers?: Headers;
  /**
   * Delays in seconds before early probes between two attempts. Each delay is used once. A successful early probe counts as the next attempt; a
   * failed one does not count. So early probes can shorten the wait but never use up attempts.
   */
  readonly earlyProbeDelays?: readonly number[];
  /** Called after each attempt that counts. */
  readonly onAttempt?: (observations: readonly Observation[], verdict: Verdict) => void;
  /** Default: the system clock. */
  readonly clock?: Clock;
}

export interface WatchResult {
  readonly verdict: Verdict;
  readonly observations: readonly Observation[];
}

/** From 0.1 s, growing by a quarter up to 2 s, 35 s in total: an application that is up after T is detected at most T/4 + 0.1 s (or 2 s) later. */
export const defaultEarlyProbeDelays: readonly number[] = Array.from({ length: 28 }, (_, step) =>
  Math.min(2, 0.1 * 1.25 ** step),
);

/**
 * Lasts at most initialWait + (maxAttempts - 1) × delay + maxAttempts × timeout, in seconds.
 * @throws ProbeError `cancelled`
 */
export async function watch(policy: Policy, options: WatchOptions): Promise<WatchResult> {
  const { log, signal, giveUp, headers = [], clock = systemClock } = options;
  const stop = giveUp === undefined ? signal : AbortSignal.any([signal, giveUp]);
  const earlyProbeDelays = [...(options.earlyProbeDelays ?? [])];
  const observations: Observation[] = [];
  let verdict = judge(policy, observations);
  const pause = (seconds: number): Promise<void> => clock.sleep(seconds * 1000, stop);
  try {
    if (policy.initialWaitSeconds > 0) log.info(`Waiting ${policy.initialWaitSeconds} s before the first attempt.`);
    await pause(policy.initialWaitSeconds);
    if (policy.urls.some((url) => new URL(url).protocol === "https:")) trustedContext();
    let due = clock.now();
    for (;;) {
      const attempt = verdict.attempts + 1;
      const seen = (
        await Promise.all(policy.urls.map((url) => observe(policy, url, { attempt, headers, signal: stop, clock })))
      ).flat();
      const succeeded = judgeAttempt(policy, seen).every(({ failure }) => failure === undefined);
      // An early probe that lasted until the attempt was due counts as that attempt.
      const counts = succeeded || clock.now() >= due;
      for (const line of describeAttempt(policy, seen)) counts ? log.info(line) : log.debug(`(early) ${line}`);
      if (counts) {
        observations.push(...seen);
        verdict = judge(policy, observations);
        options.onAttempt?.(seen, verdict);
        if (verdict.state !== "waiting") return { verdict, observations };
        due = clock.now() + policy.delaySeconds * 1000;
      }
      const rest = Math.max(0, (due - clock.now()) / 1000);
      await pause(Math.min(rest, succeeded ? rest : (earlyProbeDelays.shift() ?? rest)));
    }
  } catch (error) {
    if (signal.aborted) throw cancelled(policy, verdict);
    if (giveUp?.aborted !== true) throw error;
    return { verdict: { ...verdict, state: "unhealthy", reason: "given-up" }, observations };
  }
}

const cancelled = (policy: Policy, { attempts }: Verdict): ProbeError =>
  new ProbeError(
    "cancelled",
    `The health check was cancelled after ${attempts} of ${policy.maxAttempts} attempts, without a verdict.`,
    "Run the step again.",
    "A health check changes nothing; whether the application is healthy is not known.",
  );
