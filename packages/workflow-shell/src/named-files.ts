// Resolves the files named by one word of a command: a path, a pattern, or a variable with several alternatives.
import type { Template } from "@deploy-actions/workflow-source";
import { filesAt, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { joinedTexts, oneOfTexts } from "./output.ts";
import { filesOf, readNamed } from "./paths.ts";
import { type Run, spendOn } from "./run.ts";

/** Maximum number of files for one command, more than real scripts use. */
const FILE_LIMIT = 200;

/** What a command reads from this word; undefined if one of the files is unknown. */
export function filesNamed(run: Run, word: Word): Template | undefined {
  const readings = word.values.map(({ text }) => filesOfPath(run, text));
  const known = readings.flatMap((one) => one ?? []);
  return known.length < readings.length ? joinedTexts(readings) : oneOfTexts(known);
}

/** A literal path, or the files that match a pattern; for a path with unknown parts, any of the matching files. */
function filesOfPath(run: Run, path: string): Template | undefined {
  const { scope, host, repository } = run;
  const exact = isLiteral(path) ? readNamed(run, path) : undefined;
  if (exact !== undefined) return exact;
  const files = filesOf(scope, repository);
  const paths = filesAt(path, { host, directory: scope.directory, elsewhere: scope.elsewhere, files });
  const found = paths.length > FILE_LIMIT ? [] : paths.flatMap((one) => files.read(one) ?? []);
  spendOn(
    run,
    found.reduce((sum, { text }) => sum + text.length, 0),
  );
  if (found.length === 0) return undefined;
  return isLiteral(path) ? joinedTexts(found) : oneOfTexts(found);
}
