// Time as a value that is handed in, so that a test can replace it. All lengths are in milliseconds.
import { sleepBy } from "./sleep.ts";

export interface Clock {
  /** The time of day. It can jump when somebody sets the machine's clock. */
  readonly date: () => Date;
  /** Milliseconds since some fixed moment, only ever growing: for measuring and for deadlines. */
  readonly now: () => number;
  /** Rejects with the signal's reason when that is aborted first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Calls `action` once, unless the returned function is called before. */
  readonly after: (ms: number, action: () => void) => () => void;
}

const after: Clock["after"] = (ms, action) => {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
};

export const systemClock: Clock = {
  date: () => new Date(),
  now: () => performance.now(),
  sleep: sleepBy(after),
  after,
};
