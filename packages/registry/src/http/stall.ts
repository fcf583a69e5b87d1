// Gives up on a request when no byte has moved for a while. A limit on silence, not on the whole, because a layer of a
// gigabyte may take its time as long as it moves.
import { RegistryError } from "./error.ts";

export type StallTimer = {
  /** Aborted by silence (with a {@link RegistryError}) or by the caller's own signal (with its reason). */
  readonly signal: AbortSignal;
  /** Says that something moved. */
  touch(): void;
  /** Allows `factor` times the usual silence from now on, for a registry that puts a finished upload away. */
  extend(factor: number): void;
  /** Stops counting until something moves again: it is not their turn. */
  rest(): void;
  end(): void;
};

/** `silenceMs`: milliseconds without a byte. `whom`: who is silent, for the message. */
export function startStallTimer(silenceMs: number, whom: string, outer: AbortSignal | undefined): StallTimer {
  const controller = new AbortController();
  let allowed = silenceMs;
  let since: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  // Said for every chunk, so that it only notes the time; the timer looks at it when it fires.
  const count = (ms: number): void => {
    allowed = ms;
    since = performance.now();
  };
  const look = (): void => {
    const left = since === undefined ? allowed : since + allowed - performance.now();
    if (left > 0) timer = setTimeout(look, left);
    else controller.abort(silence(whom, allowed));
  };
  count(silenceMs);
  look();
  return {
    signal: outer === undefined ? controller.signal : AbortSignal.any([outer, controller.signal]),
    touch: () => count(silenceMs),
    extend: (factor) => count(silenceMs * factor),
    rest: () => {
      since = undefined;
    },
    end: () => clearTimeout(timer),
  };
}

/** How many times the usual silence a registry may need to put away an upload of so many bytes. */
export function storageFactor(bytes: number): number {
  return Math.min(10, 1 + bytes / 250_000_000);
}

/** One signal for several; those that are absent never abort. */
export function anySignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const present = signals.filter((signal) => signal !== undefined);
  return present.length > 1 ? AbortSignal.any(present) : present[0];
}

function silence(whom: string, ms: number): RegistryError {
  return new RegistryError({
    reason: "timeout",
    message: `${whom} did not answer within ${ms / 1000} s.`,
    state: "Whether the last request took effect is not known; nothing that was there before is lost.",
    next: "Check the registry's status page and the network between it and the runner; then run this step again, it picks up where it stopped. A slow registry may need a higher timeout-seconds.",
    transient: true,
  });
}
