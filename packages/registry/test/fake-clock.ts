// A clock that only moves when a test moves it or the code under test sleeps, so that no test depends on real time.
import type { Clock } from "../src/http/clock.ts";

export type FakeClock = Clock & {
  /** Moves time forward and fires every timer that is due, in order. */
  advance(ms: number): void;
  /** The milliseconds of every sleep so far. */
  readonly sleeps: readonly number[];
};

const START = Date.parse("2026-01-01T00:00:00Z");

/** Sleeping does not wait: it moves the time forward by as much. `onSleep` is called first and may abort the signal. */
export function fakeClock({ onSleep = () => {} }: { readonly onSleep?: (ms: number) => void } = {}): FakeClock {
  const timers = new Set<{ readonly at: number; readonly act: () => void }>();
  const sleeps: number[] = [];
  let now = START;

  const nextBefore = (end: number) =>
    [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
  const advance = (ms: number): void => {
    const end = now + ms;
    for (let timer = nextBefore(end); timer !== undefined; timer = nextBefore(end)) {
      timers.delete(timer);
      now = Math.max(now, timer.at);
      timer.act();
    }
    now = end;
  };

  return {
    advance,
    sleeps,
    now: () => now,
    async sleep(ms, signal) {
      sleeps.push(ms);
      onSleep(ms);
      signal?.throwIfAborted();
      advance(ms);
      signal?.throwIfAborted();
    },
    timer(ms, act) {
      const timer = { at: now + ms, act };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
}
