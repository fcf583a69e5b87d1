// A time limit for an entire push, even one that is still making progress.
import { type Clock, systemClock } from "@deploy-actions/contract";
import { RegistryError } from "./error.ts";

export type Deadline = {
  /** Aborted when the time is up (with a {@link RegistryError}) or when the caller's own signal is. */
  readonly signal: AbortSignal;
  /** Stops the timer, so that it does not keep the process running. */
  cancel(): void;
};

/** Starts the timer. Pass its signal to `connect` and `openTee`. */
export function startDeadline(ms: number, outer?: AbortSignal, clock: Clock = systemClock): Deadline {
  const expired = new AbortController();
  const cancel = clock.after(ms, () => expired.abort(deadlineExceeded(ms)));
  return { signal: anySignal(expired.signal, outer) ?? expired.signal, cancel };
}

/** One signal that is aborted when any of these is. Absent ones are ignored. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const present = signals.filter((signal) => signal !== undefined);
  return present.length > 1 ? AbortSignal.any(present) : present[0];
}

function deadlineExceeded(ms: number): RegistryError {
  return new RegistryError({
    reason: "timeout",
    message: `The push did not finish within ${ms / 1000} s.`,
    state:
      "What was uploaded so far stays in the registries. Tags that were not written still point to the same image.",
    next: "Run this step again: it resumes where it stopped. If pushes usually take this long, raise the limit or find out what slows the connection down.",
  });
}
