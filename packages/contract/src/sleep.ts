// A sleep that a signal can end, made of a timer.

/** Calls `action` once after so many milliseconds, unless the returned function is called before. */
export type After = (ms: number, action: () => void) => () => void;

/** Rejects with the signal's reason when that is aborted first. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export function sleepBy(after: After): Sleep {
  return (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = (): void => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = after(ms, () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      });
      signal?.addEventListener("abort", stop, { once: true });
    });
}
