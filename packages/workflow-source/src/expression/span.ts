// Finds the `${{ }}` expressions in a text. A `}}` inside a 'string' does not end an expression.

/** Offsets in the text: `start` of the `$`, `end` just after the `}}`. */
export type Span = { readonly start: number; readonly end: number };

const OPENING = "${{";
const CLOSING = "}}";

/** The expressions in order. An unclosed expression ends the search: GitHub rejects the file. */
export function expressionSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (let start = text.indexOf(OPENING); start !== -1; start = text.indexOf(OPENING, start)) {
    const end = endOf(text, start + OPENING.length);
    if (end === undefined) break;
    spans.push({ start, end });
    start = end;
  }
  return spans;
}

/** The text between the braces. */
export function bodyOf(text: string, { start, end }: Span): string {
  return text.slice(start + OPENING.length, end - CLOSING.length);
}

function endOf(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") {
      const close = text.indexOf("'", at + 1);
      if (close === -1) return undefined;
      at = close;
    } else if (text.startsWith(CLOSING, at)) return at + CLOSING.length;
  }
  return undefined;
}
