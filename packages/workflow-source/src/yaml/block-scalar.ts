// Decodes `|` and `>` scalars (YAML 1.2.2 chapter 8.1): indentation, chomping, folding.
import type { CST } from "yaml";
import { Writer } from "./writer.ts";

type Line = { readonly text: string; readonly offset: number; readonly lineEnd: number };
type Header = { readonly folded: boolean; readonly chomp: "-" | "+" | ""; readonly indent: number | undefined };

export function blockScalar(token: CST.BlockScalar): Writer | undefined {
  const header = headerOf(token);
  if (header === undefined) return undefined;
  const lines = bodyLines(token, header);
  const last = lines.findLastIndex((line) => line.text !== "");
  const out = new Writer();
  if (header.folded) fold(lines.slice(0, last + 1), out);
  else for (const line of lines.slice(0, last + 1)) literal(line, line.lineEnd !== lines[last]?.lineEnd, out);
  chomp(lines, last, header.chomp, out);
  return out;
}

function headerOf(token: CST.BlockScalar): Header | undefined {
  const prop = token.props.find((one) => one.type === "block-scalar-header");
  const match = prop === undefined || !("source" in prop) ? null : /^([|>])([-+]?)([1-9]?)([-+]?)$/.exec(prop.source);
  if (match === null) return undefined;
  const sign = match[2] || match[4];
  const given = match[3] === "" ? undefined : Number(match[3]);
  return {
    folded: match[1] === ">",
    chomp: sign === "-" || sign === "+" ? sign : "",
    indent: given === undefined ? undefined : Math.max(token.indent, 0) + given,
  };
}

/** The lines of the body without their indentation. A line's `offset` is that of its first remaining character. */
function bodyLines(token: CST.BlockScalar, header: Header): Line[] {
  const props = token.props.at(-1);
  let offset = props === undefined || !("source" in props) ? token.offset : props.offset + props.source.length;
  const raw = token.source.split("\n");
  if (raw.at(-1) === "" || /^ +$/.test(raw.at(-1) ?? "")) raw.pop();
  const firstFull = raw.find((line) => /[^ \r]/.test(line));
  const indent = header.indent ?? (firstFull === undefined ? Number.POSITIVE_INFINITY : leadingSpaces(firstFull));
  return raw.map((line) => {
    const body = line.endsWith("\r") ? line.slice(0, -1) : line;
    const cut = Math.min(indent, leadingSpaces(body));
    const result = { text: body.slice(cut), offset: offset + cut, lineEnd: offset + body.length };
    offset += line.length + 1;
    return result;
  });
}

function leadingSpaces(line: string): number {
  return /^ */.exec(line)?.[0].length ?? 0;
}

function literal(line: Line, withEnd: boolean, out: Writer): void {
  out.verbatim(line.text, line.offset);
  if (withEnd) out.at("\n", line.lineEnd);
}

/**
 * A line end between two text lines folds to a space unless there are empty lines between them; lines that start with white space keep
 * their line ends.
 */
function fold(lines: readonly Line[], out: Writer): void {
  let previous: Line | undefined;
  let empty: Line[] = [];
  for (const line of lines) {
    if (line.text === "") {
      empty.push(line);
      continue;
    }
    const kept = previous !== undefined && (/^[ \t]/.test(previous.text) || /^[ \t]/.test(line.text));
    if (previous !== undefined && (kept || empty.length === 0)) out.at(kept ? "\n" : " ", previous.lineEnd);
    for (const blank of empty) out.at("\n", blank.lineEnd);
    out.verbatim(line.text, line.offset);
    previous = line;
    empty = [];
  }
}

function chomp(lines: readonly Line[], last: number, sign: Header["chomp"], out: Writer): void {
  const trailing =
    sign === "+" ? lines.slice(Math.max(last, 0)) : sign === "" && last >= 0 ? lines.slice(last, last + 1) : [];
  for (const line of trailing) out.at("\n", line.lineEnd);
}
