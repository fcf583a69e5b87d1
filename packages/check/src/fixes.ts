// The fixes of findings, as a patch to look at or as changed files. A fix is made whole or not at all.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { applyEdits, type CheckResult, type Edit, type Fix, patchOf } from "@deploy-actions/policy";

/** A unified diff of all fixes that can be made together, for `git apply`; empty where there is none. */
export function patchText(result: CheckResult, text: (path: string) => string | undefined): string {
  return [...compatibleEdits(fixesOf(result), text)]
    .map(([path, edits]) => patchOf(path, text(path) ?? "", edits))
    .join("");
}

/** Writes them into the files below `root` that were checked; gives the paths of those, sorted. */
export function writeFixes(
  root: string,
  result: CheckResult,
  text: (path: string) => string | undefined,
): readonly string[] {
  const byPath = compatibleEdits(fixesOf(result), text);
  for (const [path, edits] of byPath) {
    const file = join(root, path);
    // As it is on disk, with the byte order mark that reading leaves out.
    const whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
    writeFileSync(file, applyEdits(whole, edits).text);
  }
  return [...byPath.keys()];
}

/** The fixes of findings that nobody let pass, each once. */
function fixesOf({ findings }: CheckResult): readonly Fix[] {
  return findings.flatMap(({ fix, suppressed }) => (fix === undefined || suppressed !== undefined ? [] : [fix]));
}

/** Edits by file, sorted, without those of fixes that another one stands in the way of. */
function compatibleEdits(
  fixes: readonly Fix[],
  text: (path: string) => string | undefined,
): ReadonlyMap<string, readonly Edit[]> {
  const edits = Map.groupBy(
    fixes.flatMap(({ replacements }) => replacements),
    ({ path }) => path,
  );
  const left = new Set(
    [...edits].flatMap(([path, some]) => applyEdits(text(path) ?? "", some).left.map((edit) => keyOf(path, edit))),
  );
  if (left.size === 0) return new Map([...edits].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const whole = fixes.filter(({ replacements }) => !replacements.some((edit) => left.has(keyOf(edit.path, edit))));
  return compatibleEdits(whole, text);
}

function keyOf(path: string, { range: { start, end }, text }: Edit): string {
  return JSON.stringify([path, start.line, start.column, end.line, end.column, text]);
}
