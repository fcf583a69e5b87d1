// What must hold of a check whatever it is given: it comes to an end in time, and what it says is in order and points into the files.
import type { Position, Range } from "@deploy-actions/workflow";
import type { CheckResult } from "../src/check.ts";
import type { Location } from "../src/finding.ts";
import { sortedFindings } from "../src/merge-by-place.ts";
import { type Contents, checkRepository } from "./repository.ts";

/** Milliseconds of the processor's time. */
export const TIME_LIMIT = 1000;

export type Measured = { readonly result: CheckResult; readonly milliseconds: number };

/** A machine at its limits takes more of the processor's time for the same work, too: what seems slow is tried up to five times more. */
export function measured(contents: Contents): Measured {
  const tries = [once(contents)];
  while (tries.length < 6 && tries.every(({ milliseconds }) => milliseconds >= TIME_LIMIT)) tries.push(once(contents));
  return tries.reduce((best, one) => (one.milliseconds < best.milliseconds ? one : best));
}

function once(contents: Contents): Measured {
  const before = process.threadCpuUsage();
  const result = checkRepository(contents, { strict: true, actions: "sha" });
  const { user, system } = process.threadCpuUsage(before);
  return { result, milliseconds: (user + system) / 1000 };
}

/** What is wrong with a result, one line each; empty where nothing is. */
export function faultsOf({ findings }: CheckResult, contents: Contents): string[] {
  const ends = new Map(Object.entries(contents).map(([path, content]) => [path, linesOf(content)]));
  const misplaced = ({ path, range }: Location): boolean => {
    const lines = ends.get(path);
    return lines === undefined || !isInside(range, lines);
  };
  const faults = findings.flatMap(({ rule, message, path, range, chain, related }) => {
    const places: readonly Location[] = [
      { path, range },
      ...chain.map(({ place }) => ({ path: place.path, range: place.range() })),
      ...related,
    ];
    return [
      ...places.filter(misplaced).map((place) => `${rule} points outside of its file: ${JSON.stringify(place)}`),
      ...(/^[A-Z].*[.)]$/s.test(message) ? [] : [`${rule} says no sentence: ${message}`]),
    ];
  });
  const sorted = sortedFindings(findings).every((finding, index) => finding === findings[index]);
  return sorted ? faults : [...faults, "the findings are not in order"];
}

function linesOf(content: string | Uint8Array): readonly string[] {
  return typeof content === "string" ? content.split("\n") : [""];
}

function isInside({ start, end }: Range, lines: readonly string[]): boolean {
  const exists = ({ line, column }: Position): boolean =>
    line >= 1 && column >= 1 && line <= lines.length && column <= (lines[line - 1]?.length ?? 0) + 1;
  return (
    exists(start) && exists(end) && (start.line < end.line || (start.line === end.line && start.column <= end.column))
  );
}
