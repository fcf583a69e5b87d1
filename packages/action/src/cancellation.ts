// Turns a cancellation by the runner into an AbortSignal. The runner sends SIGINT, SIGTERM after 7.5 s, and kills the process after another
// 2.5 s; some environments send SIGHUP. All three mean: stop within a second. A second signal exits the process immediately.

export interface Cancellation {
  readonly signal: AbortSignal;
  /** The first signal that was received, if any. */
  readonly received: () => NodeJS.Signals | undefined;
  /** Stops listening. */
  readonly release: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const EXIT_BY_SIGNAL = 130;

export function cancellation(process: NodeJS.Process): Cancellation {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (received !== undefined) process.exit(EXIT_BY_SIGNAL);
    received = signal;
    controller.abort(new Error(`cancelled by ${signal}`));
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    received: () => received,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
