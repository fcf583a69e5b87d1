// Time as a value that is handed in, so that a test can replace it. All lengths are in milliseconds.
import { type After, type Sleep, sleepBy } from "./sleep.ts";

export interface Clock {
  /** The time of day. It can jump when somebody sets the machine's clock. */
  readonly date: () => Date;
  /** Milliseconds since some fixed moment, only ever growing: for measuring and for deadlines. */
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
  sleep: sleepBy(after),
  after,
};
