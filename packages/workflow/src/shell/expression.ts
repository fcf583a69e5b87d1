// `${{ … }}` expressions in a text. GitHub replaces them before any shell reads the script, so the shell's grammar must not see them.
import type { Piece } from "./word.ts";

export type Expression = { readonly start: number; readonly end: number; readonly piece: Piece };

/** A private-use character: an ordinary letter to every shell, and in no real script. */
const MASK = "\uE000";

/** Contexts that hold the full SHA of a commit. */
const COMMITS = new Set([
  "github.sha",
  "github.workflow_sha",
  "github.event.after",
  "github.event.head_commit.id",
  "github.event.pull_request.head.sha",
  "github.event.pull_request.merge_commit_sha",
  "github.event.workflow_run.head_sha",
]);

/** The expressions of a text in order. One that is never closed is none: GitHub refuses the file. */
export function expressionsIn(text: string): Expression[] {
  const found: Expression[] = [];
  for (let start = text.indexOf("${{"); start !== -1; start = text.indexOf("${{", start)) {
    const end = closingOf(text, start + 3);
    if (end === undefined) break;
    const written = text.slice(start, end);
    const body = written.slice(3, -2).trim().toLowerCase();
    found.push({ start, end, piece: { kind: COMMITS.has(body) ? "commit" : "unknown", text: written } });
    start = end;
  }
  return found;
}

/** The text with every expression replaced by as many {@link MASK} characters, so that offsets stay. */
export function maskExpressions(text: string, expressions: readonly Expression[]): string {
  let masked = "";
  let at = 0;
  for (const { start, end } of expressions) {
    masked += text.slice(at, start) + MASK.repeat(end - start);
    at = end;
  }
  return masked + text.slice(at);
}

/** Splits a masked text into pieces; `expressions` are those that were masked in it, in order. */
export function unmask(masked: string, expressions: readonly Expression[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const expression of expressions) {
    const next = masked.indexOf(MASK, at);
    if (next === -1) break;
    if (next > at) pieces.push({ kind: "literal", text: masked.slice(at, next) });
    pieces.push(expression.piece);
    at = next + expression.end - expression.start;
  }
  if (at < masked.length) pieces.push({ kind: "literal", text: masked.slice(at) });
  return pieces;
}

/** Those of `expressions` (in order) that lie between two offsets. */
export function expressionsWithin(expressions: readonly Expression[], from: number, to: number): readonly Expression[] {
  let low = 0;
  for (let high = expressions.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((expressions[middle]?.start ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while ((expressions[end]?.end ?? Number.POSITIVE_INFINITY) <= to) end++;
  return expressions.slice(low, end);
}

/** Just after the `}}` that closes an expression; one inside a 'string' does not. */
function closingOf(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") {
      const close = text.indexOf("'", at + 1);
      if (close === -1) return undefined;
      at = close;
    } else if (text.startsWith("}}", at)) return at + 2;
  }
  return undefined;
}
