// Clocks for tests: the test controls the time, and nothing really waits.
import type { Clock } from "./clock.ts";
import { type After, sleepWith } from "./sleep.ts";

export interface ManualClock extends Clock {
  /** Advances the time and runs the timers that become due, in order. */
  readonly advance: (ms: number) => void;
  /** Resolves once `times` sleeps and timers of this length have been started since the clock was created. */
  readonly started: (ms: number, times?: number) => Promise<void>;
}

type Timer = { readonly due: number; readonly action: () => void };
type Expected = { readonly ms: number; readonly times: number; readonly resolve: () => void };

const START = Date.UTC(2026, 0, 1);

/** Time advances only through `advance`; only sleeps and timers of length 0 end on their own. */
export function manualClock(): ManualClock {
  let time = 0;
  const timers = new Set<Timer>();
  const lengths: number[] = [];
  const expected = new Set<Expected>();

  const nextBefore = (until: number): Timer | undefined =>
    [...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
  const advance = (ms: number): void => {
    const until = time + ms;
    for (let timer = nextBefore(until); timer !== undefined; timer = nextBefore(until)) {
      timers.delete(timer);
      time = Math.max(time, timer.due);
      timer.action();
    }
    time = Math.max(time, until);
  };
  const settleExpected = (): void => {
    for (const { ms, times, resolve } of expected)
      if (lengths.filter((length) => length === ms).length >= times) resolve();
  };
  const after: After = (ms, action) => {
    const timer = { due: time + ms, action };
    timers.add(timer);
    lengths.push(ms);
    settleExpected();
    if (ms <= 0) queueMicrotask(() => advance(0));
    return () => timers.delete(timer);
  };

  return {
    date: () => new Date(START + time),
    now: () => time,
    after,
    sleep: sleepWith(after),
    advance,
    started: (ms, times = 1) =>
      new Promise((resolve) => {
        expected.add({ ms, times, resolve });
        settleExpected();
      }),
  };
}

/** Every sleep advances the time by its length and resolves immediately; timers run when they become due. */
export function skippingClock(): ManualClock {
  const clock = manualClock();
  return {
    ...clock,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      clock.advance(ms);
    },
  };
}
