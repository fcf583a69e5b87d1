// Edits of a text: sorts out which of them can be applied together, and applies them to part of the text.
import type { Position, Range } from "@deploy-actions/workflow";

/** Puts `text` in place of a range. Like the ranges of findings, positions do not count a byte order mark. */
export type Edit = { readonly range: Range; readonly text: string };

/** An edit with its offsets in the full text. */
export type Change = Edit & { readonly start: number; readonly end: number };

/** `changes` are sorted and do not overlap; `left` are edits that overlap one of them or lie outside the text. */
export type Plan = { readonly changes: readonly Change[]; readonly left: readonly Edit[] };

/**
 * If edits overlap, the one that starts first is applied. Identical edits are applied once; several insertions at one position are all
 * applied, in order.
 */
export function planned(text: string, edits: readonly Edit[]): Plan {
  const offsetOf = offsetsIn(text);
  const placed = distinct(edits).map(({ range, text }) => ({
    range,
    text,
    start: offsetOf(range.start) ?? -1,
    end: offsetOf(range.end) ?? -1,
  }));
  const changes: Change[] = [];
  const left: Edit[] = [];
  let made = 0;
  for (const change of placed.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const isInside = change.start !== -1 && change.end >= change.start;
    if (isInside && change.start >= made) {
      changes.push(change);
      made = change.end;
    } else left.push({ range: change.range, text: change.text });
  }
  return { changes, left };
}

function distinct(edits: readonly Edit[]): readonly Edit[] {
  const keyOf = ({ range: { start, end }, text }: Edit): string =>
    `${start.line}:${start.column}:${end.line}:${end.column} ${text}`;
  return [...new Map(edits.map((edit) => [keyOf(edit), edit])).values()];
}

/** The text from `start` to `end`, with the changes in that range applied. */
export function edited(text: string, start: number, end: number, changes: readonly Change[]): string {
  let at = start;
  let result = "";
  for (const change of changes) {
    result += text.slice(at, change.start) + change.text;
    at = change.end;
  }
  return result + text.slice(at, end);
}

/** Converts lines and columns to offsets; undefined for a position outside the text. */
export function offsetsIn(text: string): (position: Position) => number | undefined {
  const starts = [text.startsWith("\ufeff") ? 1 : 0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return ({ line, column }) => {
    const start = starts[line - 1];
    if (start === undefined || column < 1) return undefined;
    const offset = start + column - 1;
    return offset < (starts[line] ?? text.length + 1) ? offset : undefined;
  };
}
