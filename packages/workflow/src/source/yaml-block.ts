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
  /** Blanks before the first line that holds more, and the most of an empty line before it. */
  let margin: number | undefined;
  let widest = 0;
  let kept = 0;
  let end = bodyStart;
  for (let start = bodyStart; start < text.length; ) {
    const lineEnd = endOfLine(text, start);
    const first = firstAfterBlanks(text, start, lineEnd);
    const blanks = first - start;
    if (first < lineEnd) margin ??= blanks;
    if (margin === undefined) widest = Math.max(widest, blanks);
    // An empty line of more blanks than that is one of blanks.
    else if (first < lineEnd || blanks > margin) {
      if (blanks < margin) break;
      kept = lines.length + 1;
      end = nextLine(text, lineEnd);
    }
    lines.push(margin === undefined ? "" : text.slice(Math.min(start + margin, first), lineEnd));
    start = nextLine(text, lineEnd);
  }
  if (margin === undefined || margin <= indent || margin < widest) return undefined;
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
