// Turns the runner's cancel into an AbortSignal. The runner sends SIGINT, 7.5 s later SIGTERM, 2.5 s later it kills; some
// set-ups send SIGHUP. All three mean the same: stop within a second. A second signal ends the process at once.

export interface Cancellation {
  readonly signal: AbortSignal;
  /** The signal that came, once one came. */
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
