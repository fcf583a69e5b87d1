// The result of a mutation run: the share of mutants that a test noticed, by module and in total, and those that no test noticed.
import type { MutantResult } from "@stryker-mutator/api/core";
import type { Figure } from "../bench/figure.ts";

export type Mutant = Pick<MutantResult, "fileName" | "location" | "mutatorName" | "replacement" | "status">;

/** Percent of all mutants together that a test must notice. */
const GOAL = 90;

const LONGEST = 100;

const NOTICED: readonly Mutant["status"][] = ["Killed", "Timeout"];
const MISSED: readonly Mutant["status"][] = ["Survived", "NoCoverage"];

/** One figure for each file, and the total, which alone has a goal. A mutant that was ignored or could not run is not counted. */
export function scoreFigures(mutants: readonly Mutant[]): readonly Figure[] {
  const files = [...Map.groupBy(mutants, ({ fileName }) => fileName)];
  return [
    ...files.map(([name, all]) => ({ name, ...share(all) })),
    { name: "all modules", ...share(mutants), atLeast: GOAL },
  ];
}

/** `file:line  mutator: the code → what replaced it`, by file and line. `textOf` reads a file that was mutated. */
export function survivors(mutants: readonly Mutant[], textOf: (fileName: string) => string): readonly string[] {
  const missed = mutants.filter(({ status }) => MISSED.includes(status));
  return [...Map.groupBy(missed, ({ fileName }) => fileName)].flatMap(([fileName, ofFile]) =>
    ofFile
      .toSorted((a, b) => a.location.start.line - b.location.start.line)
      .map(({ location, mutatorName, replacement, status }) => {
        const change = `${oneLine(excerpt(textOf(fileName), location))} → ${oneLine(replacement)}`;
        const reached = status === "NoCoverage" ? " (no test reaches it)" : "";
        return `${fileName}:${location.start.line}  ${mutatorName}: ${change}${reached}`;
      }),
  );
}

/** In percent. Without any mutants it is 0, since such a run has shown nothing. */
function share(mutants: readonly Mutant[]) {
  const noticed = mutants.filter(({ status }) => NOTICED.includes(status)).length;
  const all = noticed + mutants.filter(({ status }) => MISSED.includes(status)).length;
  const endless = mutants.filter(({ status }) => status === "Timeout").length;
  const how = `${noticed} of ${all}${endless === 0 ? "" : `, ${endless} by the time limit`}`;
  return { value: all === 0 ? 0 : (100 * noticed) / all, unit: "%", how } as const;
}

/** Lines and columns count from 1; the end is the first column after the mutant. */
function excerpt(text: string, { start, end }: Mutant["location"]): string {
  const lines = text.split("\n").slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, index) => line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined))
    .join("\n");
}

/** At most LONGEST characters, so that a removed block does not fill the screen. */
function oneLine(code: string): string {
  const line = code.replaceAll(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
