// Access to parts of a file's lines, with the position of every character.
import type { Range } from "@deploy-actions/workflow";
import { offsetsIn } from "./edit.ts";

/** `text` has no line end; the offsets passed to `range` refer to it. */
export type SourceSpan = { readonly text: string; range(start: number, end: number): Range };

export type SourceLines = {
  /** Number of lines in the file. */
  readonly lines: number;
  /** Undefined if the range spans several lines or lies outside the file. */
  at(range: Range): SourceSpan | undefined;
  /** A complete line; lines count from 1. */
  line(line: number): SourceSpan | undefined;
};

export function sourceLines(text: string): SourceLines {
  const offsetOf = offsetsIn(text);
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const at = ({ start, end }: Range): SourceSpan | undefined => {
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
