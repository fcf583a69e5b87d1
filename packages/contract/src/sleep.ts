// A sleep that a signal can abort, based on a timer.

/** Calls `action` once after `ms` milliseconds; the returned function cancels it. */
export type After = (ms: number, action: () => void) => () => void;

/** Rejects with the signal's reason when the signal is aborted first. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export function sleepWith(after: After): Sleep {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = (): void => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener("abort", abort);
        resolve();
      });
      signal?.addEventListener("abort", abort, { once: true });
    });
}
