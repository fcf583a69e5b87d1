// Takes the time of the phases of an exchange and knows which one is going on, so that a timeout can be told by its phase.
import type { Clock } from "@deploy-actions/contract";
import type { Timings } from "./observation.ts";
import type { Phase } from "./probe-failure.ts";

export interface Stopwatch {
  begin(phase: Phase): void;
  end(phase: keyof typeof FIELD): void;
  /** The name is resolved, and that took `ms`; what else passed since it began was our own doing and is not counted. */
  named(ms: number): void;
  /** A redirect leads on: the phases are timed anew, the whole goes on. */
  nextHop(): void;
  readonly phase: Phase;
  readonly timings: Timings;
}

const FIELD = { connect: "connect", tls: "tls", "first-byte": "firstByte" } as const;

/** Starts when it is made, with the name. */
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
    named(ms) {
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
