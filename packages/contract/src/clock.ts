// Time as a parameter, so that tests can replace it. All durations are in milliseconds.
import { type After, type Sleep, sleepWith } from "./sleep.ts";

export interface Clock {
  /** The current date and time. It can jump when the machine's clock is set. */
  readonly date: () => Date;
  /** A monotonic clock in milliseconds, for durations and deadlines. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly after: After;
}

const after: After = (ms, action) => {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
};

export const systemClock: Clock = {
  date: () => new Date(),
  now: () => performance.now(),
  sleep: sleepWith(after),
  after,
};
