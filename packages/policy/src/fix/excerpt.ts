// Stretches of the lines of a file, and where their characters stand.
import type { Range } from "@deploy-actions/workflow";
import { offsetsIn } from "./edit.ts";

/** `text` has no line end; offsets of `range` are in it. */
export type Excerpt = { readonly text: string; range(start: number, end: number): Range };

export type Excerpts = {
  /** How many lines the file has. */
  readonly lines: number;
  /** Undefined where the range goes over several lines or lies outside the file. */
  at(range: Range): Excerpt | undefined;
  /** A whole line; lines count from 1. */
  line(line: number): Excerpt | undefined;
};

export function excerptsOf(text: string): Excerpts {
  const offsetOf = offsetsIn(text);
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const at = ({ start, end }: Range): Excerpt | undefined => {
    const from = offsetOf(start);
    const to = offsetOf(end);
    if (from === undefined || to === undefined || start.line !== end.line) return undefined;
    return {
      text: text.slice(from, to),
      range: (first, last) => ({
        start: { line: start.line, column: start.column + first },
        end: { line: start.line, column: start.column + last },
      }),
    };
  };
  return {
    lines: lines.length,
    at,
    line(line) {
      const length = lines[line - 1]?.replace(/\r$/, "").length;
      if (length === undefined) return undefined;
      return at({ start: { line, column: 1 }, end: { line, column: length + 1 } });
    },
  };
}
