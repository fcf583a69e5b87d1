// The line of code that a finding points at, with a marker below it, trimmed to fit a terminal.
import type { Range } from "@deploy-actions/workflow";

/** Maximum number of characters shown. */
const WIDTH = 100;
const BEFORE = 30;

/** `mark` is printed below `code`; `line` is the line number. Undefined if the text has no such line. */
export type Excerpt = { readonly line: number; readonly code: string; readonly mark: string };

export function excerptOf(lines: readonly string[], { start, end }: Range): Excerpt | undefined {
  const whole = lines[start.line - 1]?.replace(/\r$/, "");
  if (whole === undefined) return undefined;
  const from = start.column - 1;
  const to = Math.max(end.line === start.line ? end.column - 1 : whole.length, from + 1);
  const cut = to <= WIDTH ? 0 : Math.max(0, from - BEFORE);
  const code = whole.slice(cut, cut + WIDTH);
  const dots = cut > 0 ? "…" : "";
  // Tabs are kept in the indent so that the marker lines up at any tab width.
  const indent = `${dots}${code.slice(0, from - cut)}`.replace(/[^\t]/g, " ");
  const length = Math.max(1, Math.min(to, cut + code.length) - from);
  return {
    line: start.line,
    code: `${dots}${code}${cut + WIDTH < whole.length ? "…" : ""}`,
    mark: `${indent}${"^".repeat(length)}`,
  };
}
