// The files that one word of a command names: one path, a pattern, or a variable that is each of several in turn.
import type { Template } from "@deploy-actions/workflow-source";
import { filesAt, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { joinedTexts, oneOfTexts } from "./output.ts";
import { filesOf, readNamed } from "./paths.ts";
import { type Run, spendOn } from "./run.ts";

/** More files than anybody hands to one command. */
const FILE_LIMIT = 200;

/** What a command reads from this word; undefined where a file of it is not known. */
export function filesNamed(run: Run, word: Word): Template | undefined {
  const readings = word.values.map(({ text }) => filesOfPath(run, text));
  const known = readings.flatMap((one) => one ?? []);
  return known.length < readings.length ? joinedTexts(readings) : oneOfTexts(known);
}

/** A path as it is, or the files of a pattern; of a path that a run completes, any of the files that fit. */
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
