// Cuts a text that holds marks as the shell cuts a string: a commit is as wide as its hex digits, other marks are of a width that
// nobody knows, so a cut that ends in one takes it whole.
import { commitMark, isLiteral, meaningOf } from "./mark.ts";

/** `length` characters of `text` from `start` on, both 0 or more; to the end without a length. */
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
      // Where the cut falls inside something of unknown width, all that can be said is that it is a part of that.
      cut += char;
      at = Math.max(at, start);
    }
  }
  return cut;
}
