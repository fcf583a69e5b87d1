// Makes text inert for the log of a runner. What the runner obeys (actions/runner, src/Runner.Common/ActionCommand.cs): `::name …::` at the
// start of a line, after everything that .NET's `TrimStart` removes, which includes U+0085 and more than `\s` here; and `##[name]` anywhere.
// A line ends at a line feed, a carriage return, or both.
import type { Readable } from "./readable.ts";

declare const made: unique symbol;
export type Inert = Readable & { readonly [made]: "inert" };

/** Between two characters of a command; it is not visible. */
const APART = "\u200b";

/**
 * Before anything that is a letter, digit, mark of punctuation or symbol: also characters that other programs take for white space. A text, and
 * made into an expression when it is needed, because Node takes longer to read it than all the rest of a short step.
 */
const COMMAND = "^([^\\p{L}\\p{N}\\p{P}\\p{S}\\n\\r\\u2028\\u2029]*:)(?=:)";

/** The same text, in which no line is a command, and which ends every colour on the line where it begins. Idempotent. */
export function inert(text: Readable): Inert {
  const apart = text.includes("::") ? text.replace(new RegExp(COMMAND, "gmu"), `$1${APART}`) : text;
  const safe = apart.replaceAll("##[", `##${APART}[`);
  return (safe.includes("\u001b") ? safe.split("\n").map(withReset).join("\n") : safe) as Inert;
}

const RESET = "\u001b[0m";

function withReset(line: string): string {
  const at = line.lastIndexOf("\u001b[");
  return at < 0 || line.startsWith(RESET, at) || line.startsWith("\u001b[m", at) ? line : `${line}${RESET}`;
}
