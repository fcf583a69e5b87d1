// Finds the comments in a file: YAML comments (YAML 1.2.2 chapter 6.6), and shell comments in block scalars, which hold the scripts of a
// workflow. A `#` inside quotes does not start a comment.
import { Lexer } from "yaml";

/** `start` and `end` are offsets in the text, from the `#` to the end of the line; `text` is everything between. */
export type Comment = { readonly start: number; readonly end: number; readonly text: string };

/** All comments in a file, in order. The file name decides how it is read; JSON has no comments. */
export function commentsIn(path: string, text: string): readonly Comment[] {
  if (/\.json$/i.test(path)) return [];
  return /\.ya?ml$/i.test(path) && !isChartTemplate(path) ? yamlComments(text) : scriptComments(text, 0);
}

/** Chart templates are not valid YAML until they are rendered. */
function isChartTemplate(path: string): boolean {
  return /(?:^|\/)templates\//.test(path);
}

/** The lexer's token for "the next token is an unquoted scalar". */
const SCALAR = "\x1f";
/** Other control tokens, which have no text. */
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

/** Reads line by line, so that scripts inside a quoted `ssh` argument or a here-document are read the way the remote shell reads them. */
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

/** The start of the comment in the line: a `#` at the start of a word (POSIX shell 2.3, rule 10) outside quotes; -1 if there is none. */
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
