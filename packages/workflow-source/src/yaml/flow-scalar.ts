// Decodes plain, 'single' and "double" quoted scalars (YAML 1.2.2 chapter 7.3): escapes and line folding.
import type { CST } from "yaml";
import { Writer } from "./writer.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  "\t": "\t",
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export function flowScalar(token: CST.FlowScalar): Writer {
  const quote = token.type === "scalar" ? "" : token.source.charAt(0);
  const end = token.source.length - (quote !== "" && token.source.endsWith(quote) ? 1 : 0);
  const out = new Writer();
  let at = quote.length;
  while (at < end) at = step(token, quote, at, end, out);
  return out;
}

/** Decodes the text at `at` and returns the next offset. */
function step(token: CST.FlowScalar, quote: string, at: number, end: number, out: Writer): number {
  const source = token.source;
  const char = source.charAt(at);
  if (char === " " || char === "\t" || char === "\r" || char === "\n") return blanks(token, at, end, out);
  if (quote === "'" && char === "'") {
    out.at("'", token.offset + at);
    return at + 2;
  }
  if (quote === '"' && char === "\\") return escaped(token, at, out);
  out.verbatim(char, token.offset + at);
  return at + 1;
}

/** White space is kept within a line; around a line end it folds to one space, or to a line end for each empty line. */
function blanks(token: CST.FlowScalar, at: number, end: number, out: Writer): number {
  const run = /^[ \t\r\n]+/.exec(token.source.slice(at, end))?.[0] ?? " ";
  const lineEnds = run.split("\n").length - 1;
  if (lineEnds === 0) out.verbatim(run, token.offset + at);
  else if (lineEnds === 1) out.at(" ", token.offset + at);
  else out.at("\n".repeat(lineEnds - 1), token.offset + at);
  return at + run.length;
}

function escaped(token: CST.FlowScalar, at: number, out: Writer): number {
  const source = token.source;
  const code = source.charAt(at + 1);
  const offset = token.offset + at;
  if (code === "\n" || code === "\r") {
    const after = /^\r?\n[ \t\r\n]*/.exec(source.slice(at + 1))?.[0] ?? code;
    const emptyLines = after.split("\n").length - 2;
    if (emptyLines > 0) out.at("\n".repeat(emptyLines), offset);
    return at + 1 + after.length;
  }
  const digits = HEX_DIGITS[code];
  if (digits === undefined) {
    out.at(ESCAPES[code] ?? code, offset);
    return at + 2;
  }
  const point = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  out.at(point <= 0x10ffff ? String.fromCodePoint(point) : "", offset);
  return at + 2 + digits;
}
