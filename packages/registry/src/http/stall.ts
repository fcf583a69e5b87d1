// Aborts a request on which no data has moved for a while. The limit is on silence rather than on the total time, because
// a layer of a gigabyte may take long as long as it makes progress.
import { type Clock, systemClock } from "@deploy-actions/contract";
import { anySignal } from "./deadline.ts";
import { RegistryError } from "./error.ts";

export type StallTimer = {
  /** Aborted after too long a silence (with a {@link RegistryError}) or with the caller's own signal. */
  readonly signal: AbortSignal;
  /** Restarts the limit: data has moved. */
  reset(): void;
  /** Restarts the limit at `factor` times its usual length, for a registry that stores a finished upload. */
  extend(factor: number): void;
  /** Stops counting until the next reset: the registry is not the one that is being waited for. */
  pause(): void;
  stop(): void;
};

export type StallTimerOptions = {
  /** Milliseconds without data. */
  readonly limitMs: number;
  /** Who is being waited for, for the message. */
  readonly host: string;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
};

export function startStallTimer({ limitMs, host, signal, clock = systemClock }: StallTimerOptions): StallTimer {
  const controller = new AbortController();
  let allowed = limitMs;
  let since: number | undefined;
  let cancel: () => void = () => {};
  // Called for every chunk, so it only records the time. The timer compares it when it fires.
  const restart = (ms: number): void => {
    allowed = ms;
    since = clock.now();
  };
  const check = (): void => {
    const left = since === undefined ? allowed : since + allowed - clock.now();
    if (left > 0) cancel = clock.after(left, check);
    else controller.abort(timedOut(host, allowed));
  };
  restart(limitMs);
  check();
  return {
    signal: anySignal(signal, controller.signal) ?? controller.signal,
    reset: () => restart(limitMs),
    extend: (factor) => restart(limitMs * factor),
    pause: () => {
      since = undefined;
    },
    stop: () => cancel(),
  };
}

/** How many times the usual limit a registry may need to store an upload of so many bytes. */
export function storageFactor(bytes: number): number {
  return Math.min(10, 1 + bytes / 250_000_000);
}

function timedOut(host: string, ms: number): RegistryError {
  return new RegistryError({
    reason: "timeout",
    message: `The connection to ${host} timed out: no data for ${ms / 1000} s.`,
    state: "It is not known whether the last request took effect. Nothing that was in the registry before is lost.",
    next: "Check the registry's status page and the network between it and the runner, then run this step again: it resumes where it stopped. A slow registry may need a higher timeout-seconds.",
    transient: true,
  });
}
