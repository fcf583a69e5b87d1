// Reads what begins and ends on one line of YAML: plain and quoted scalars and the brackets around them (YAML 1.2.2 chapter 7). What it is
// not sure of is undefined.
import { flowScalar } from "./flow-scalar.ts";
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from "./yaml-node.ts";

/** A node, and the offset behind it. */
type Read<N extends YamlNode> = { readonly node: N; readonly end: number };

const NULL = /^(?:~|null|Null|NULL)$/;
/** Characters that a key may have at most (YAML 1.2.2 chapter 7.4.2), rounded down. */
const KEY_LIMIT = 1000;
/** What would be no text as a key: a number, a truth, nothing, the end of a document. */
const NO_KEY = /^(?:[-+\d~]|\.(?:\d|inf|nan|\.\.)|(?:true|false|null)$)/i;

/** The scalar or the brackets that begin at `at`, when they end before `end`, the end of the line, and only a comment follows. */
export function inlineNode(text: string, at: number, end: number): YamlNode | undefined {
  const first = text.charAt(at);
  if (!/["'[{]/.test(first)) return plainScalar(withoutComment(text.slice(at, end)), at);
  const isQuoted = first === '"' || first === "'";
  if (!isQuoted && end - at > LINE_LIMIT) return undefined;
  const read = isQuoted ? quotedScalar(text, at, end) : brackets(text, at, end, 0);
  return read !== undefined && isBlankFrom(text, read.end, end) ? read.node : undefined;
}

/** The key that begins at `at` and the offset behind its colon. */
export function keyAt(text: string, at: number, end: number): Read<YamlScalar> | undefined {
  const quoted = /["']/.test(text.charAt(at)) ? quotedScalar(text, at, end) : undefined;
  const colon = quoted === undefined ? text.slice(at, end).indexOf(":") + at : afterBlanks(text, quoted.end);
  const isKey = text[colon] === ":" && (colon + 1 === end || text[colon + 1] === " ") && colon - at < KEY_LIMIT;
  if (!isKey || colon < at) return undefined;
  const node = quoted?.node ?? plainKey(trimmed(text.slice(at, colon)), at);
  return node && { node, end: colon + 1 };
}

export function scalarAt(written: string, offset: number, text: string | undefined): YamlScalar {
  const source = { form: "flow", written, offset } as const;
  return { is: "scalar", text, start: offset, end: offset + written.length, source, tag: undefined };
}

/** True where nothing but a comment stands before `end`. */
export function isBlankFrom(text: string, at: number, end: number): boolean {
  const next = afterBlanks(text, at);
  return next >= end || (next > at && text[next] === "#");
}

export function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " ") at++;
  return at;
}

function withoutComment(line: string): string {
  const comment = line.indexOf(" #");
  return trimmed(comment === -1 ? line : line.slice(0, comment));
}

/** Other white space belongs to a scalar. */
function trimmed(text: string): string {
  let end = text.length;
  while (text[end - 1] === " ") end--;
  return text.slice(0, end);
}

function plainKey(written: string, offset: number): YamlScalar | undefined {
  return NO_KEY.test(written) ? undefined : plainScalar(written, offset);
}

/** No indicator may begin it, and nothing in it may look like the end of a key or of a scalar. */
function plainScalar(written: string, offset: number): YamlScalar | undefined {
  if (!/^(?:[^\s,[\]{}#&*!|>'"%@`?:-]|[?:-]\S)/.test(written) || /:(?: |$)| #|\t/.test(written)) return undefined;
  return scalarAt(written, offset, NULL.test(written) ? undefined : written);
}

function quotedScalar(text: string, at: number, end: number): Read<YamlScalar> | undefined {
  const close = text[at] === "'" ? singleEnd(text, at + 1, end) : doubleEnd(text, at + 1, end);
  if (close === undefined) return undefined;
  const written = text.slice(at, close);
  const value = text[at] === "'" ? written.slice(1, -1).replaceAll("''", "'") : unescaped(written, at);
  return value === undefined ? undefined : { node: scalarAt(written, at, value), end: close };
}

function singleEnd(text: string, from: number, end: number): number | undefined {
  for (let at = from; at < end; at++) {
    if (text[at] !== "'") continue;
    if (text[at + 1] !== "'") return at + 1;
    at++;
  }
  return undefined;
}

function doubleEnd(text: string, from: number, end: number): number | undefined {
  for (let at = from; at < end; at++) {
    if (text[at] === '"') return at + 1;
    if (text[at] === "\\") at++;
  }
  return undefined;
}

/** Only with escapes that nobody gets wrong. */
function unescaped(written: string, offset: number): string | undefined {
  if (!written.includes("\\")) return written.slice(1, -1);
  return /^(?:[^\\]|\\["\\/nt])*$/.test(written) ? flowScalar({ form: "flow", written, offset }).text : undefined;
}

/** A key that no bracket or comma ends. */
const IN_BRACKETS = /^(?:["']|[^,[\]{}]*$)/;
/** Characters of a line with brackets, and brackets in brackets: beyond these, the parser decides whether that may be read at all. */
const LINE_LIMIT = 1000;
const DEPTH_LIMIT = 10;

function brackets(text: string, from: number, end: number, depth: number): Read<YamlList | YamlMap> | undefined {
  const isMap = text[from] === "{";
  const close = isMap ? "}" : "]";
  const items: YamlNode[] = [];
  const entries: YamlPair[] = [];
  let at = afterBlanks(text, from + 1);
  while (text[at] !== close) {
    const key = isMap ? keyAt(text, at, end) : undefined;
    if (isMap && (key === undefined || !IN_BRACKETS.test(key.node.source?.written ?? ""))) return undefined;
    const value = inBrackets(text, key === undefined ? at : afterBlanks(text, key.end), end, depth);
    if (value === undefined) return undefined;
    if (key === undefined) items.push(value.node);
    else entries.push({ key: key.node.text ?? "", keyNode: key.node, value: value.node });
    at = afterBlanks(text, value.end);
    if (text[at] === ",") at = afterBlanks(text, at + 1);
    else if (text[at] !== close) return undefined;
  }
  const node = isMap
    ? ({ is: "map", entries, tag: undefined } as const)
    : ({ is: "list", items, tag: undefined } as const);
  return { node, end: at + 1 };
}

function inBrackets(text: string, at: number, end: number, depth: number): Read<YamlNode> | undefined {
  const first = text.charAt(at);
  if (first === "[" || first === "{") return depth < DEPTH_LIMIT ? brackets(text, at, end, depth + 1) : undefined;
  if (first === '"' || first === "'") return quotedScalar(text, at, end);
  const [written = ""] = /^[^,[\]{}\n]*/.exec(text.slice(at, end)) ?? [];
  const node = plainScalar(trimmed(written), at);
  return node === undefined ? undefined : { node, end: node.end };
}
