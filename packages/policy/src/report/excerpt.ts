// The line of code that a finding points at, with a mark under the place, cut to what fits a terminal.
import type { Range } from "@deploy-actions/workflow";

/** Characters of the code that are shown. */
const WIDTH = 100;
const BEFORE = 30;

/** `code` and `mark` go below each other; `line` is the number of the line. Undefined where the text has no such line. */
export type Excerpt = { readonly line: number; readonly code: string; readonly mark: string };

export function excerptOf(lines: readonly string[], { start, end }: Range): Excerpt | undefined {
  const whole = lines[start.line - 1]?.replace(/\r$/, "");
  if (whole === undefined) return undefined;
  const from = start.column - 1;
  const to = Math.max(end.line === start.line ? end.column - 1 : whole.length, from + 1);
  const cut = to <= WIDTH ? 0 : Math.max(0, from - BEFORE);
  const code = whole.slice(cut, cut + WIDTH);
  const dots = cut > 0 ? "…" : "";
  // Tabs stay tabs, so that the mark stands right whatever their width.
  const indent = `${dots}${code.slice(0, from - cut)}`.replace(/[^\t]/g, " ");
  const length = Math.max(1, Math.min(to, cut + code.length) - from);
  return {
    line: start.line,
    code: `${dots}${code}${cut + WIDTH < whole.length ? "…" : ""}`,
    mark: `${indent}${"^".repeat(length)}`,
  };
}
