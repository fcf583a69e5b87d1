// The segments of a shell word: literal text and expansions with their possible values. Quotes are removed; each segment remembers whether
// it was quoted, because unquoted text may be split into several words.
import { type Template, type TemplateWriter, valuesIn, writtenIn } from "@deploy-actions/workflow-source";
import { concat, only, type Values } from "@deploy-actions/workflow-source/value";
import type { DoubleQuotedChild, Word as SyntaxWord, WordPart } from "unbash";

/** `start` and `end` are offsets in the script. `text` is set if the segment is literal; it may contain holes of the script. */
export type Segment = {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  readonly text?: string;
  readonly values: Values;
};

/** Returns the possible values of an expansion: a variable or a substitution. */
export type Expand = (part: WordPart | DoubleQuotedChild) => Values;

export function segmentsOf(word: SyntaxWord, script: Template, expand: Expand): readonly Segment[] {
  if (word.parts === undefined) {
    return word.value === "" ? [] : [plain(word.value, word.pos, word.end, isQuoted(script, word), script)];
  }
  return word.parts.flatMap((part) => ofPart(part, script, expand, false));
}

/**
 * The segments of an unquoted text between two offsets, such as the body of a here-document. `parts` is undefined if nothing in it expands.
 */
export function segmentsOfBody(
  body: {
    readonly parts: readonly WordPart[] | undefined;
    readonly text: string;
    readonly pos: number;
    readonly end: number;
  },
  script: Template,
  expand: Expand,
): readonly Segment[] {
  if (body.parts !== undefined) return body.parts.flatMap((part) => ofPart(part, script, expand, true));
  return body.text === "" ? [] : [plain(body.text, body.pos, body.end, true, script)];
}

/** The possible values of all segments together. */
export function valuesOf(segments: readonly Segment[]): Values {
  return concat(...segments.map(({ values }) => values));
}

/** The source text of the segments, including expansions, without quotes. */
export function writtenOf(segments: readonly Segment[], script: Template): string {
  return segments
    .map(({ text, start, end }) => writtenIn(text ?? script.text.slice(start, end), script.written))
    .join("");
}

/** Writes the segments into a template: text with its place, expansions as holes. */
export function write(segments: readonly Segment[], script: Template, writer: TemplateWriter): void {
  for (const { start, end, text, values } of segments) {
    if (text === undefined)
      writer.hole(values, start, end, script, writtenIn(script.text.slice(start, end), script.written));
    else writeText(text, start, end, script, writer);
  }
}

/** Writes text that may differ from its source by removed escapes; as far as they agree, each character keeps its place. */
function writeText(text: string, start: number, end: number, script: Template, writer: TemplateWriter): void {
  const source = script.text.slice(start, end);
  const offset = source.indexOf(text);
  if (offset !== -1) {
    writer.slice(script, start + offset, start + offset + text.length);
    return;
  }
  let at = 0;
  let runStart = 0;
  const flush = (): void => {
    if (at > runStart) writer.slice(script, start + runStart, start + at);
  };
  for (let index = 0; index < text.length; ) {
    if (source[at] === text[index] && !(source[at] === "\\" && source[at + 1] === "\\")) {
      at++;
      index++;
      continue;
    }
    flush();
    // A backslash removed by the shell, a quote, or a line continuation.
    const skipped = source[at] === "\\" && source[at + 1] === "\n" ? 2 : 1;
    at += skipped;
    runStart = at;
    if (at >= source.length) {
      writer.at(text.slice(index), start, end, script);
      return;
    }
    if (source[at] === text[index]) {
      at++;
      index++;
    }
  }
  flush();
}

function ofPart(part: WordPart | DoubleQuotedChild, script: Template, expand: Expand, quoted: boolean): Segment[] {
  switch (part.type) {
    case "Literal":
    case "Glob":
      return part.value === "" ? [] : [plain(part.value, part.pos, part.end, quoted, script)];
    case "SingleQuoted":
      return [plain(part.value, part.pos + 1, part.end - 1, true, script)];
    case "AnsiCQuoted":
      return [plain(part.value, part.pos + 2, part.end - 1, true, script)];
    case "DoubleQuoted":
    case "LocaleString": {
      const inner = part.parts.flatMap((child) => ofPart(child, script, expand, true));
      return inner.length > 0 ? inner : [{ start: part.pos, end: part.end, quoted: true, text: "", values: only("") }];
    }
    case "ExtendedGlob":
    // One in quotes or in an assignment, where it is only text; see braces.ts.
    case "BraceExpansion":
      return [plain(part.text, part.pos, part.end, quoted, script)];
    default:
      return [{ start: part.pos, end: part.end, quoted, values: expand(part) }];
  }
}

function plain(text: string, start: number, end: number, quoted: boolean, script: Template): Segment {
  return { start, end, quoted, text, values: valuesIn(text, script.holes) };
}

function isQuoted(script: Template, { pos }: SyntaxWord): boolean {
  return /["']/.test(script.text[pos] ?? "");
}
