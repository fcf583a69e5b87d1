// Reads a block scalar (YAML 1.2.2 chapter 8.1) whose indentation its first line shows.
import { blockScalar } from "./block-scalar.ts";
import type { YamlScalar } from "./yaml-node.ts";

/** Without an indentation of its own, and without the line ends behind it: people write those by mistake. */
const HEADER = /^([|>]-?) *(?: #.*)?$/;

/**
 * The scalar whose header begins at `at`; `headerEnd` is the end of that line, and `indent` the number of blanks before what the scalar
 * belongs to. Undefined where it is not plain to see what belongs to it.
 */
export function blockScalarAt(text: string, at: number, headerEnd: number, indent: number): YamlScalar | undefined {
  const header = HEADER.exec(text.slice(at, headerEnd))?.[1];
  if (header === undefined) return undefined;
  const bodyStart = nextLine(text, headerEnd);
  const lines: string[] = [];
  let margin = -1;
  /** Most blanks of the empty lines since the last full one. */
  let blanks = 0;
  let kept = 0;
  let end = bodyStart;
  for (let start = bodyStart; start < text.length; ) {
    const lineEnd = endOfLine(text, start);
    const first = firstAfterBlanks(text, start, lineEnd);
    if (first === lineEnd) blanks = Math.max(blanks, first - start);
    else {
      if (margin === -1) {
        margin = first - start;
        if (margin <= indent || blanks > margin) return undefined;
      } else if (first - start < margin) break;
      blanks = 0;
      kept = lines.length + 1;
      end = nextLine(text, lineEnd);
    }
    lines.push(margin === -1 ? "" : text.slice(Math.min(start + margin, first), lineEnd));
    start = nextLine(text, lineEnd);
  }
  if (margin === -1 || blanks >= margin) return undefined;
  const written = text.slice(bodyStart, end);
  const source = { form: "block", header, indent, written, offset: bodyStart } as const;
  const value = header.startsWith(">")
    ? blockScalar(source)?.text
    : `${lines.slice(0, kept).join("\n")}${header.endsWith("-") ? "" : "\n"}`;
  return { is: "scalar", text: value, start: at, end, source, tag: undefined };
}

/** Where the line ends that this offset is in, and where the next one begins: lines may end as on Windows. */
export function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end === -1) return text.length;
  return end > from && text[end - 1] === "\r" ? end - 1 : end;
}

export function nextLine(text: string, end: number): number {
  return Math.min(end + (text[end] === "\r" ? 2 : 1), text.length);
}

function firstAfterBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text[at] === " ") at++;
  return at;
}
