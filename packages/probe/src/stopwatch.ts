// Measures the phases of a request and tracks the current one, so that a timeout can name its phase.
import type { Clock } from "@deploy-actions/contract";
import type { Timings } from "./observation.ts";
import type { Phase } from "./probe-failure.ts";

export interface Stopwatch {
  begin(phase: Phase): void;
  end(phase: keyof typeof FIELD): void;
  /** Ends the name phase. The lookup took `ms`; the rest of the elapsed time is overhead and not counted. */
  resolved(ms: number): void;
  /** Restarts the phase timings after a redirect; the total time continues. */
  nextHop(): void;
  readonly phase: Phase;
  readonly timings: Timings;
}

const FIELD = { connect: "connect", tls: "tls", "first-byte": "firstByte" } as const;

/** Starts immediately, in the name phase. */
export function stopwatch({ now }: Clock): Stopwatch {
  let phase: Phase = "name";
  let start = now();
  let begun = start;
  let timings: Timings = {};
  return {
    begin(next) {
      phase = next;
      begun = now();
    },
    end(done) {
      const at = now();
      const response = done === "first-byte" ? { response: tenths(at - start) } : {};
      timings = { ...timings, [FIELD[done]]: tenths(at - begun), ...response };
    },
    resolved(ms) {
      start += now() - begun - ms;
      timings = { ...timings, dns: tenths(ms) };
    },
    nextHop() {
      timings = {};
      this.begin("name");
    },
    get phase() {
      return phase;
    },
    get timings() {
      return timings;
    },
  };
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10;
