// Slices a text with marks as the shell slices a string. A commit has the width of its hex digits; other marks have an unknown width, so a
// slice that ends inside one includes it completely.
import { commitMark, isLiteral, meaningOf } from "./mark.ts";

/** `length` characters of `text` from `start`, both non-negative; to the end if there is no length. */
export function sliceMarked(text: string, start: number, length = Number.POSITIVE_INFINITY): string {
  if (isLiteral(text)) return text.slice(start, start + length);
  const end = start + length;
  let at = 0;
  let cut = "";
  for (const char of text) {
    if (at >= end) break;
    const meaning = meaningOf(char);
    if (meaning === undefined) {
      if (at >= start) cut += char;
      at += char.length;
    } else if (meaning.kind === "commit") {
      const first = Math.max(start, at);
      const last = Math.min(end, at + meaning.length);
      if (last > first) cut += commitMark(last - first);
      at += meaning.length;
    } else {
      // A slice that ends inside a mark of unknown width can only be described as part of that mark's value.
      cut += char;
      at = Math.max(at, start);
    }
  }
  return cut;
}
