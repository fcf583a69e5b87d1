// A clock that only moves when a test moves it or the code under test sleeps, and that remembers the sleeps.
import { type ManualClock, skippingClock } from "@deploy-actions/contract/manual-clock";

export type FakeClock = ManualClock & {
  /** The milliseconds of every sleep so far. */
  readonly sleeps: readonly number[];
};

/** Sleeping does not wait: it moves the time forward by as much. `onSleep` is called first and may abort the signal. */
export function fakeClock({ onSleep = () => {} }: { readonly onSleep?: (ms: number) => void } = {}): FakeClock {
  const clock = skippingClock();
  const sleeps: number[] = [];
  return {
    ...clock,
    sleeps,
    async sleep(ms, signal) {
      sleeps.push(ms);
      onSleep(ms);
      await clock.sleep(ms, signal);
      signal?.throwIfAborted();
    },
  };
}
