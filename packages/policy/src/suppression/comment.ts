// Finds the comments of a file as its readers see them: those of YAML (YAML 1.2.2 chapter 6.6), and in block scalars, which hold the
// scripts of a workflow, those of the shell. A `#` inside quotes is no comment.
import { Lexer } from "yaml";

/** `start` and `end` are offsets in the text, from the `#` to the end of the line; `text` is what stands there. */
export type Comment = { readonly start: number; readonly end: number; readonly text: string };

/** All comments of a file, in order. What its name says decides how it is read; JSON has none. */
export function commentsIn(path: string, text: string): readonly Comment[] {
  if (/\.json$/i.test(path)) return [];
  return /\.ya?ml$/i.test(path) && !isChartTemplate(path) ? yamlComments(text) : scriptComments(text, 0);
}

/** A chart's templates become YAML only when they are filled in. */
function isChartTemplate(path: string): boolean {
  return /(?:^|\/)templates\//.test(path);
}

/** The lexer's word for "the next token is a scalar that has no quotes". */
const SCALAR = "\x1f";
/** Its other words, which stand for no text. */
const SILENT = new Set(["\x02", "\x18"]);

function yamlComments(text: string): readonly Comment[] {
  const found: Comment[] = [];
  let at = 0;
  let scalarNext = false;
  let blockNext = false;
  for (const token of new Lexer().lex(text)) {
    if (scalarNext) {
      if (blockNext) found.push(...scriptComments(token, at));
      scalarNext = false;
      blockNext = false;
    } else if (token === SCALAR) {
      scalarNext = true;
      continue;
    } else if (SILENT.has(token)) continue;
    else if (token.startsWith("#")) found.push({ start: at, end: at + token.length, text: token });
    else if (/^[|>]/.test(token)) blockNext = true;
    at += token.length;
  }
  return found;
}

/** Line by line, so that the scripts inside a quoted `ssh` argument or a here-document are read as the other side reads them. */
function scriptComments(script: string, offset: number): readonly Comment[] {
  const found: Comment[] = [];
  for (let at = 0; at < script.length; ) {
    const end = lineEnd(script, at);
    const hash = commentStart(script, at, end);
    if (hash !== -1) found.push({ start: offset + hash, end: offset + end, text: script.slice(hash, end) });
    at = script.indexOf("\n", end) + 1 || script.length;
  }
  return found;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  if (end === -1) return text.length;
  return end > from && text[end - 1] === "\r" ? end - 1 : end;
}

/** Where a comment begins in the line: a `#` that begins a word (POSIX shell 2.3, rule 10) outside quotes; -1 without one. */
function commentStart(script: string, start: number, end: number): number {
  let quote = "";
  for (let at = start; at < end; at++) {
    const char = script.charAt(at);
    if (quote !== "'" && char === "\\") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === "#" && (at === start || " \t;&|(".includes(script.charAt(at - 1)))) return at;
  }
  return -1;
}
