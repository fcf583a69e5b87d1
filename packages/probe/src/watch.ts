// Attempt after attempt until the verdict stands: the one place where a health check takes time.
import { type Clock, type Log, systemClock } from "@deploy-actions/contract";
import { describeAttempt } from "./describe.ts";
import { ProbeError } from "./error.ts";
import type { Headers } from "./headers.ts";
import { judge, judgeAttempt, type Verdict } from "./judge.ts";
import type { Observation } from "./observation.ts";
import { observe } from "./observe.ts";
import type { Policy } from "./policy.ts";
import { trustedContext } from "./trust.ts";

export interface Watching {
  readonly log: Log;
  /** Cancels: `watch` rejects with ProbeError `cancelled`. */
  readonly signal: AbortSignal;
  /** Ends the wait with the verdict unhealthy, reason `given-up`: the container has died, why wait on. */
  readonly giveUp?: AbortSignal;
  /** Secret. */
  readonly headers?: Headers;
  /**
   * Seconds to wait before looking once more ahead of the next attempt, used up from the front. A look ahead that finds everything
   * right counts as the next attempt, at once; one that does not is no attempt. So they can only shorten the wait, never use up its patience.
   */
  readonly looksAhead?: readonly number[];
  /** After each attempt that counts. */
  readonly onAttempt?: (observations: readonly Observation[], verdict: Verdict) => void;
  /** Absent: the machine's own. */
  readonly clock?: Clock;
}

export interface Watched {
  readonly verdict: Verdict;
  readonly observations: readonly Observation[];
}

/** 0.1 s growing by a quarter up to 2 s, 35 s in all: an application that is up after a time T is seen at the latest T/4 + 0.1 s (or 2 s) later. */
export const soon: readonly number[] = Array.from({ length: 28 }, (_, step) => Math.min(2, 0.1 * 1.25 ** step));

/**
 * Lasts at most initialWait + (maxAttempts - 1) × delay + maxAttempts × timeout, in seconds.
 * @throws ProbeError `cancelled`
 */
export async function watch(policy: Policy, watching: Watching): Promise<Watched> {
  const { log, signal, giveUp, headers = [], clock = systemClock } = watching;
  const stop = giveUp === undefined ? signal : AbortSignal.any([signal, giveUp]);
  const looksAhead = [...(watching.looksAhead ?? [])];
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
      const isRight = judgeAttempt(policy, seen).every(({ shortfall }) => shortfall === undefined);
      // A look ahead that lasted until the attempt was due has become that attempt.
      const counts = isRight || clock.now() >= due;
      for (const line of describeAttempt(policy, seen)) counts ? log.info(line) : log.debug(`(ahead) ${line}`);
      if (counts) {
        observations.push(...seen);
        verdict = judge(policy, observations);
        watching.onAttempt?.(seen, verdict);
        if (verdict.state !== "waiting") return { verdict, observations };
        due = clock.now() + policy.delaySeconds * 1000;
      }
      const rest = Math.max(0, (due - clock.now()) / 1000);
      await pause(Math.min(rest, isRight ? rest : (looksAhead.shift() ?? rest)));
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
    `The health check ended after ${attempts} of ${policy.maxAttempts} attempts, without a verdict.`,
    "Run the step again.",
    "A health check changes nothing; whether the application is healthy is not known.",
  );
