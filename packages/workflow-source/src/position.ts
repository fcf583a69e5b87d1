// Positions in a text: lines and columns from 1, counted in UTF-16 units as in editors and GitHub annotations.
export type Position = { readonly line: number; readonly column: number };
/** `end` is the position just after the last character. */
export type Range = { readonly start: Position; readonly end: Position };

/** A place in a file. The range is computed on demand, because most places are never shown. */
export type SourcePlace = { readonly path: string; range(): Range };

export const FILE_START: Range = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

/** Returns a function from an offset in `text` (clamped) to its line and column. Line starts are computed on the first call. */
export function positionsOf(text: string): (offset: number) => Position {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const inside = Math.min(Math.max(offset, 0), text.length);
    const index = lastAtMost(starts, inside);
    return { line: index + 1, column: inside - (starts[index] ?? 0) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
