// Takes the time of the phases of an exchange and knows which one is going on, so that a timeout can be told by its phase.
import type { Timings } from "./observation.ts";
import type { Phase } from "./trouble.ts";

export interface Stopwatch {
  begin(phase: Phase): void;
  end(phase: Phase): void;
  /** A redirect leads on: the phases are timed anew, the whole goes on. */
  nextHop(): void;
  readonly phase: Phase;
  readonly timings: Timings;
}

const FIELD = { name: "dns", connect: "connect", tls: "tls", "first-byte": "firstByte" } as const;

/** `start` is a `performance.now()`; `taken` are phases that are over already. */
export function stopwatch(start: number, taken: Timings = {}): Stopwatch {
  let phase: Phase = "name";
  let begun = start;
  let timings = taken;
  const since = (then: number) => Math.round((performance.now() - then) * 10) / 10;
  return {
    begin(next) {
      phase = next;
      begun = performance.now();
    },
    end(done) {
      if (done === "body") return;
      timings = {
        ...timings,
        [FIELD[done]]: since(begun),
        ...(done === "first-byte" ? { response: since(start) } : {}),
      };
    },
    nextHop() {
      timings = {};
    },
    get phase() {
      return phase;
    },
    get timings() {
      return timings;
    },
  };
}
