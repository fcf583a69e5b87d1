// The demo's timeline: one line per step, printed when the step ends.

interface Entry {
  readonly environment: string;
  readonly step: string;
  readonly milliseconds: number;
  readonly outcome: string;
  /** Empty if the step involves no image. */
  readonly digest: string;
}

export interface Timeline {
  readonly chapter: (title: string) => void;
  readonly add: (entry: Entry) => void;
  readonly note: (line: string) => void;
}

export function timeline(print: (line: string) => void, start = performance.now()): Timeline {
  const clock = () => `${((performance.now() - start) / 1000).toFixed(1).padStart(6)}s`;
  return {
    chapter: (title) => print(`\n${clock()}  ${title}`),
    add: ({ environment, step, milliseconds, outcome, digest }) => {
      const took = `${(milliseconds / 1000).toFixed(1)}s`.padStart(6);
      const line = [
        clock(),
        "  ",
        environment.padEnd(5),
        step.padEnd(24),
        took,
        "  ",
        outcome.padEnd(20),
        short(digest),
      ];
      print(line.join(" ").trimEnd());
    },
    note: (line) => print(`${" ".repeat(11)}${line}`),
  };
}

/** The first twelve digits, as docker shows ids. */
export const short = (digest: string) => digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]*$/, "$1");
