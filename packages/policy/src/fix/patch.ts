// Writes edits as a unified diff for `git apply` and `patch -p1`. The edits are already known, so no diff algorithm is needed. Format: GNU
// diffutils manual, "Detailed Description of Unified Format"; file names are quoted as git quotes them.
import { type Change, type Edit, edited, planned } from "./edit.ts";

/** The diff of one file, empty if nothing changes. `path` is relative to the repository root, with `/`. */
export function patchOf(path: string, text: string, edits: readonly Edit[]): string {
  const lines = linesOf(text);
  const hunks = hunksOf(rewritesOf(planned(text, edits).changes, text, lines));
  if (hunks.length === 0) return "";
  let shift = 0;
  const written = hunks.map((rewrites) => {
    const hunk = hunkText(rewrites, lines, shift);
    for (const { from, to, added } of rewrites) shift += added.length - (to - from);
    return hunk;
  });
  return `--- ${named("a", path)}\n+++ ${named("b", path)}\n${written.join("")}`;
}

/** Lines `from` (0-based) up to but not including `to` are replaced by `added`. */
type Rewrite = { readonly from: number; readonly to: number; readonly added: readonly string[] };

/** Lines including their line ends; the last line may have none. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** One rewrite per block of changed lines, with all changes in those lines. */
function rewritesOf(changes: readonly Change[], text: string, lines: readonly string[]): readonly Rewrite[] {
  const blocks: { from: number; to: number; changes: Change[] }[] = [];
  for (const change of changes) {
    const from = change.range.start.line - 1;
    const to = Math.min(change.range.end.line, Math.max(lines.length, 1));
    const last = blocks.at(-1);
    if (last === undefined || from > last.to) blocks.push({ from, to, changes: [change] });
    else {
      last.to = Math.max(last.to, to);
      last.changes.push(change);
    }
  }
  const starts = [0];
  for (const line of lines) starts.push((starts.at(-1) ?? 0) + line.length);
  const startOf = (line: number): number => starts[line] ?? text.length;
  const rewrites = blocks.map(({ from, to, changes }) => {
    const added = linesOf(edited(text, startOf(from), startOf(to), changes));
    return trimmed({ from: Math.min(from, lines.length), to: Math.min(to, lines.length), added }, lines);
  });
  return rewrites.filter(({ from, to, added }) => to > from || added.length > 0);
}

/** Removes unchanged lines at both ends: an edit that deletes a line ends at the start of the next one. */
function trimmed({ from, to, added }: Rewrite, lines: readonly string[]): Rewrite {
  const most = Math.min(to - from, added.length);
  let head = 0;
  while (head < most && added[head] === lines[from + head]) head++;
  let tail = 0;
  while (tail < most - head && added[added.length - 1 - tail] === lines[to - 1 - tail]) tail++;
  return { from: from + head, to: to - tail, added: added.slice(head, added.length - tail) };
}

/** Number of unchanged lines shown around a change. */
const CONTEXT = 3;

/** Rewrites with touching context lines share a hunk. */
function hunksOf(rewrites: readonly Rewrite[]): readonly (readonly Rewrite[])[] {
  const hunks: Rewrite[][] = [];
  for (const rewrite of rewrites) {
    const last = hunks.at(-1);
    const before = last?.at(-1);
    if (last === undefined || before === undefined || rewrite.from - before.to > 2 * CONTEXT) hunks.push([rewrite]);
    else last.push(rewrite);
  }
  return hunks;
}

/** `shift` is the number of lines added before this hunk. */
function hunkText(rewrites: readonly Rewrite[], lines: readonly string[], shift: number): string {
  const start = Math.max((rewrites[0]?.from ?? 0) - CONTEXT, 0);
  const end = Math.min((rewrites.at(-1)?.to ?? 0) + CONTEXT, lines.length);
  const body: string[] = [];
  let at = start;
  let growth = 0;
  for (const { from, to, added } of rewrites) {
    body.push(...signed(" ", lines.slice(at, from)), ...signed("-", lines.slice(from, to)), ...signed("+", added));
    growth += added.length - (to - from);
    at = to;
  }
  body.push(...signed(" ", lines.slice(at, end)));
  const count = end - start;
  return `@@ -${span(start, count)} +${span(start + shift, count + growth)} @@\n${body.join("")}`;
}

/** An empty range is given by the line before it. */
function span(start: number, count: number): string {
  return `${count === 0 ? start : start + 1}${count === 1 ? "" : `,${count}`}`;
}

function signed(sign: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${sign}${line}${line.endsWith("\n") ? "" : "\n\\ No newline at end of file\n"}`);
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r" };

/** A name with spaces is followed by a tab, so that `patch` can tell where it ends. */
function named(side: "a" | "b", path: string): string {
  const name = `${side}/${path}`;
  const special = /["\\\p{Cc}]/gu;
  if (!special.test(name)) return name.includes(" ") ? `${name}\t` : name;
  const octal = (char: string): string => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`;
  return `"${name.replace(special, (char) => ESCAPES[char] ?? octal(char))}"`;
}
