// Time as a value that is passed in: deadlines, retries, stall detection and token expiry take it from here, so that a
// test can set it.
import { setTimeout as sleepFor } from "node:timers/promises";

export type Clock = {
  /** Milliseconds since 1970. Never goes backwards while the process runs. */
  now(): number;
  /** Waits for so many milliseconds. Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `act` once, after so many milliseconds. The returned function cancels that. */
  timer(ms: number, act: () => void): () => void;
};

export const systemClock: Clock = {
  // Date.now() jumps when the system's time is corrected, which must not look like a stalled connection.
  now: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    await sleepFor(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
  },
  timer(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
