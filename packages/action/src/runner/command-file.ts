// The files through which a step hands values on: outputs, state, environment, path. Byte for byte what @actions/core appends:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
import { appendFileSync } from "node:fs";
import { EOL } from "node:os";

/** `name<<delimiter`, the value, the delimiter. A random delimiter, so that no value can end its own block; an empty one can't. */
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

/** node:crypto costs a tenth of a small action's start-up, so it loads with the first output that is not empty. */
function randomDelimiter(): string {
  return `ghadelimiter_${process.getBuiltinModule("node:crypto").randomUUID()}`;
}

export function appendTo(file: string, text: string): void {
  appendFileSync(file, text, { encoding: "utf8" });
}
