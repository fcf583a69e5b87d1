// Splits a chart's template file into text and the actions between `{{` and `}}`, following the lexer of Go's text/template.
import { limitReached } from "@deploy-actions/workflow-source";

/** Offsets in the file. */
export type Span = { readonly from: number; readonly to: number };

/** `source` is the text between the braces. White space removed by `{{-` and `-}}` is not part of the text. */
export type Part = ({ readonly is: "text" } | { readonly is: "action"; readonly source: string }) & Span;

/** The text and actions of a file in order, without comments. */
export function* partsOf(text: string): Generator<Part> {
  let at = 0;
  let trims = false;
  const textUntil = (end: number): Span & { readonly is: "text" } => {
    let from = at;
    if (trims) while (from < end && isSpace(text[from])) from++;
    return { is: "text", from, to: end };
  };
  for (let start = text.indexOf("{{"); start !== -1; start = text.indexOf("{{", at)) {
    const trimsBefore = text[start + 2] === "-" && isSpace(text[start + 3]);
    const before = textUntil(start);
    let { to } = before;
    if (trimsBefore) while (to > before.from && isSpace(text[to - 1])) to--;
    if (to > before.from) yield { is: "text", from: before.from, to };
    const inside = start + (trimsBefore ? 3 : 2);
    const end = endOfAction(text, inside);
    if (end === -1) return;
    trims = text[end - 1] === "-" && isSpace(text[end - 2]);
    const source = text.slice(inside, trims ? end - 1 : end);
    at = end + 2;
    if (!/^\s*\/\*/.test(source)) yield { is: "action", source, from: start, to: at };
  }
  const rest = textUntil(text.length);
  if (rest.to > rest.from) yield rest;
}

/** The position of the `}}` that closes an action; `}}` in quotes and comments is skipped. -1 if there is none. */
function endOfAction(text: string, from: number): number {
  let at = from;
  while (isSpace(text[at])) at++;
  if (text.startsWith("/*", at)) {
    const end = text.indexOf("*/", at);
    return end === -1 ? -1 : text.indexOf("}}", end);
  }
  for (; at < text.length && at - from < ACTION_LIMIT; at++) {
    const char = text[at];
    if (char === "}" && text[at + 1] === "}") return at;
    if (char === '"' || char === "`") at = endOfQuoted(text, at, char);
  }
  if (at < text.length) limitReached(`an action of a chart has more than ${ACTION_LIMIT} characters`);
  return -1;
}

/** Maximum number of characters between `{{` and `}}`. */
const ACTION_LIMIT = 10_000;

/** The position of the closing quote, or of the end of the line if there is none. */
function endOfQuoted(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === quote) return at;
    if (quote === '"' && char === "\n") return at;
    if (quote === '"' && char === "\\") at++;
  }
  return text.length;
}

function isSpace(char: string | undefined): boolean {
  return char === " " || char === "\n" || char === "\t" || char === "\r";
}
