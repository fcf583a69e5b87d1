// The files for outputs, state and other values of a step. Writes the same bytes as @actions/core:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
import { appendFileSync } from "node:fs";
import { EOL } from "node:os";

/** `name<<delimiter`, the value, the delimiter. The delimiter is random so that a value cannot end its own block; an empty value cannot. */
export function keyValue(
  name: string,
  value: string,
  delimiter = value === "" ? EMPTY_DELIMITER : randomDelimiter(),
): string {
  if (name.includes(delimiter) || value.includes(delimiter)) {
    throw new Error(`Unexpected input: name and value should not contain the delimiter "${delimiter}"`);
  }
  return `${name}<<${delimiter}${EOL}${value}${EOL}${delimiter}${EOL}`;
}

const EMPTY_DELIMITER = "ghadelimiter_ffffffff-ffff-4fff-bfff-ffffffffffff";

/** Loading node:crypto takes a tenth of a small action's start-up time, so it is loaded for the first output that is not empty. */
function randomDelimiter(): string {
  return `ghadelimiter_${process.getBuiltinModule("node:crypto").randomUUID()}`;
}

export function appendTo(file: string, text: string): void {
  appendFileSync(file, text, { encoding: "utf8" });
}
