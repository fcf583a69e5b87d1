// Decodes plain, 'single' and "double" quoted scalars, YAML 1.2.2 chapter 7.3: escapes and line folding.
import { Writer } from "./writer.ts";
import type { ScalarSource } from "./yaml-node.ts";

type Flow = Extract<ScalarSource, { form: "flow" }>;

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

export function flowScalar(flow: Flow): Writer {
  const { written } = flow;
  // No plain scalar begins with a quote.
  const quote = /^["']/.exec(written)?.[0] ?? "";
  const end = written.length - (quote !== "" && written.endsWith(quote) ? 1 : 0);
  const out = new Writer();
  let at = quote.length;
  while (at < end) at = step(flow, quote, at, end, out);
  return out;
}

/** Decodes what stands at `at` and returns where to go on. */
function step(flow: Flow, quote: string, at: number, end: number, out: Writer): number {
  const source = flow.written;
  const char = source.charAt(at);
  if (char === " " || char === "\t" || char === "\r" || char === "\n") return blanks(flow, at, end, out);
  if (quote === "'" && char === "'") {
    out.at("'", flow.offset + at);
    return at + 2;
  }
  if (quote === '"' && char === "\\") return escaped(flow, at, out);
  out.verbatim(char, flow.offset + at);
  return at + 1;
}

/** A run of blanks is kept within a line; around a line end it folds to one blank, or to a line end for each empty line. */
function blanks(flow: Flow, at: number, end: number, out: Writer): number {
  const run = /^[ \t\r\n]+/.exec(flow.written.slice(at, end))?.[0] ?? " ";
  const lineEnds = run.split("\n").length - 1;
  if (lineEnds === 0) out.verbatim(run, flow.offset + at);
  else if (lineEnds === 1) out.at(" ", flow.offset + at);
  else out.at("\n".repeat(lineEnds - 1), flow.offset + at);
  return at + run.length;
}

function escaped(flow: Flow, at: number, out: Writer): number {
  const source = flow.written;
  const code = source.charAt(at + 1);
  const offset = flow.offset + at;
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
