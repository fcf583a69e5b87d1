// Parses the pipelines between `{{` and `}}` of a chart's template (Go's text/template), as far as they affect a value. Parsing never
// fails: what is not understood becomes a call of an unknown function.

import { goNumber } from "./scalar.ts";

export type Expression =
  | { readonly is: "text"; readonly text: string; readonly kind?: "bool" | "int" | "float64" }
  | { readonly is: "dot" }
  /** `$` alone is the variable named "". */
  | { readonly is: "variable"; readonly name: string }
  | { readonly is: "field"; readonly of: Expression; readonly path: readonly string[] }
  | { readonly is: "call"; readonly name: string; readonly args: readonly Expression[] };

/** `{{ $name := pipeline }}` and `{{ $name = pipeline }}`: `names` holds one name, or the two of a `range`. */
export type Pipeline = { readonly names: readonly string[]; readonly value: Expression };

/** Parses the pipeline in `text`, without keywords. */
export function parsePipeline(text: string): Pipeline {
  const tokens = tokensOf(text);
  const names: string[] = [];
  let at = 0;
  for (let name = tokens[at]; name?.startsWith("$") === true; name = tokens[at]) {
    const next = tokens[at + 1];
    if (next === "," || next === ":=" || next === "=") names.push(name.slice(1));
    if (next === ",") at += 2;
    else if (next === ":=" || next === "=") return { names, value: pipelineIn({ tokens, at: at + 2, depth: 0 }) };
    else break;
  }
  return { names: [], value: pipelineIn({ tokens, at: 0, depth: 0 }) };
}

/** A closing parenthesis includes the fields that directly follow it. */
const TOKEN =
  /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|:=|\)(?:\.\w+)+|[=,()|]|\$\w*(?:\.\w+)*|(?:\.\w+)+|\.|-?\d[\w.]*|\w+|[^\s\w]/g;
const DEPTH_LIMIT = 60;
/** Characters. With an unclosed quote, the pattern above scans the text after it twice. */
const LENGTH_LIMIT = 4_000;
const UNKNOWN: Expression = { is: "call", name: "", args: [] };

type Cursor = { readonly tokens: readonly string[]; at: number; readonly depth: number };

function tokensOf(text: string): readonly string[] {
  return text.slice(0, LENGTH_LIMIT).match(TOKEN) ?? [];
}

/** Commands joined by `|`, up to the closing parenthesis or the end: each result is the last argument of the next command. */
function pipelineIn(cursor: Cursor): Expression {
  if (cursor.depth > DEPTH_LIMIT) {
    cursor.at = cursor.tokens.length;
    return UNKNOWN;
  }
  let value: Expression | undefined;
  for (;;) {
    value = commandIn(cursor, value);
    const next = cursor.tokens[cursor.at];
    cursor.at++;
    if (next !== "|") return value;
  }
}

function commandIn(cursor: Cursor, piped: Expression | undefined): Expression {
  const words: Expression[] = [];
  for (let token = cursor.tokens[cursor.at]; token !== undefined && token !== "|" && !token.startsWith(")"); ) {
    words.push(operandIn(cursor, token));
    token = cursor.tokens[cursor.at];
  }
  const [first, ...rest] = words;
  if (first === undefined) return piped ?? UNKNOWN;
  if (first.is !== "call" || first.args.length > 0) return first;
  return { is: "call", name: first.name, args: piped === undefined ? rest : [...rest, piped] };
}

function operandIn(cursor: Cursor, token: string): Expression {
  cursor.at++;
  if (token === "(") {
    const inner = { tokens: cursor.tokens, at: cursor.at, depth: cursor.depth + 1 };
    const value = pipelineIn(inner);
    cursor.at = inner.at;
    const [, ...path] = (cursor.tokens[inner.at - 1] ?? "").split(".");
    const isClosed = cursor.tokens[inner.at - 1]?.startsWith(")") === true;
    return isClosed && path.length > 0 ? { is: "field", of: value, path } : boxed(value);
  }
  if (token === ".") return { is: "dot" };
  if (token.startsWith(".")) return { is: "field", of: { is: "dot" }, path: token.slice(1).split(".") };
  if (token.startsWith("$")) {
    const [name = "", ...path] = token.slice(1).split(".");
    const variable: Expression = { is: "variable", name };
    return path.length === 0 ? variable : { is: "field", of: variable, path };
  }
  if (/^["'`]/.test(token)) return { is: "text", text: unquoted(token) };
  if (token === "true" || token === "false") return { is: "text", text: token, kind: "bool" };
  if (/^-?\d+$/.test(token)) return { is: "text", text: token, kind: "int" };
  if (/^-?\d/.test(token)) {
    const number = Number(token);
    return { is: "text", text: Number.isNaN(number) ? token : goNumber(number), kind: "float64" };
  }
  return { is: "call", name: /^\w/.test(token) ? token : "", args: [] };
}

/** Wraps a call in parentheses as a value; otherwise `(include "x" .) "y"` would be parsed as a call with the argument "y". */
function boxed(value: Expression): Expression {
  return value.is === "call" && value.args.length === 0 ? { is: "field", of: value, path: [] } : value;
}

function unquoted(token: string): string {
  const inner = token.slice(1, -1);
  if (token.startsWith("`")) return inner;
  return inner.replace(/\\(.)/g, (_, char: string) => ({ n: "\n", t: "\t" })[char] ?? char);
}
