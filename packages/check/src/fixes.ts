// Turns the fixes of findings into a patch or into changed files. A fix is applied completely or not at all.
import { join } from "node:path";
import { applyEdits, type CheckResult, type Edit, type Fix, patchOf } from "@deploy-actions/policy";
import { readRegularFile, realPathWithin, writeOutputFile } from "@deploy-actions/untrusted/file";

/** A unified diff of all fixes that can be combined, for `git apply`; empty if there are none. */
export function patchText(result: CheckResult, text: (path: string) => string | undefined): string {
  return [...compatibleEdits(fixesOf(result), text)]
    .map(([path, edits]) => patchOf(path, text(path) ?? "", edits))
    .join("");
}

/** Writes the fixes to the checked files below `root` and returns the sorted paths of the changed files. */
export function writeFixes(
  root: string,
  result: CheckResult,
  text: (path: string) => string | undefined,
): readonly string[] {
  const byPath = compatibleEdits(fixesOf(result), text);
  for (const [path, edits] of byPath) {
    // A link inside the repository is followed, as it was when the file was checked.
    const file = realPathWithin(join(root, path), [root]);
    const { bytes } = readRegularFile(file, { maxBytes: MAX_BYTES, roots: [root] });
    // The text on disk, including the byte order mark that decoding drops.
    const whole = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    writeOutputFile("fix", file, applyEdits(whole, edits).text, [root]);
  }
  return [...byPath.keys()];
}

/** More than the check reads. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The distinct fixes of findings that are not suppressed. */
function fixesOf({ findings }: CheckResult): readonly Fix[] {
  return findings.flatMap(({ fix, suppressed }) => (fix === undefined || suppressed !== undefined ? [] : [fix]));
}

/** Edits by file, sorted, without fixes that overlap another one. */
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
