// Applies substitutions to a template: the replaced text keeps its alternatives and trail, and gets the place of the command.
import { type Source, type SourcePlace, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { type Hop, isLiteral, shown, type Value } from "@deploy-actions/workflow-source/value";
import type { Piece, Replacement, Substitution } from "./sed.ts";

/** Maximum number of worst-case steps for all searches of one edit: takes far less than a second. */
const COST_LIMIT = 20_000_000;

/** The text after these substitutions, applied to every line in order. Undefined if the result is unknown. */
export function applySubstitutions(
  text: Template,
  substitutions: readonly Substitution[],
  by: Hop,
): Template | undefined {
  let current = text;
  const budget = { left: COST_LIMIT };
  for (const one of substitutions) {
    if (one.pattern === undefined) return undefined;
    const spans = matchesIn(current.text, one, budget);
    if (spans === undefined) return undefined;
    if (spans.length > 0) current = rewritten(current, one, spans, by);
  }
  return current;
}

/** A match: its offsets, and those of its groups (0 is the complete match), in the full text. */
type Span = { readonly start: number; readonly end: number; readonly groups: readonly (readonly [number, number])[] };

function matchesIn(text: string, one: Substitution, budget: { left: number }): readonly Span[] | undefined {
  const { pattern, on, global, wholeLine } = one;
  if (pattern === undefined) return undefined;
  const spans: Span[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const from = start;
    start += line.length + 1;
    if (!line.includes(pattern.literal)) continue;
    if (on !== undefined && !line.includes(on.literal)) continue;
    budget.left -= pattern.cost(line.length) + (on?.cost(line.length) ?? 0);
    if (budget.left < 0) return undefined;
    if (on !== undefined && line.search(on.regexp) === -1) continue;
    for (const match of line.matchAll(pattern.regexp)) {
      const groups = (match.indices ?? []).map((ends): [number, number] =>
        ends === undefined ? [from, from] : [from + ends[0], from + ends[1]],
      );
      const [start, end] = wholeLine ? [from, from + line.length] : (groups[0] ?? [from, from]);
      spans.push({ start, end, groups });
      if (!global) break;
    }
  }
  return spans;
}

function rewritten(text: Template, one: Substitution, spans: readonly Span[], by: Hop): Template {
  const writer = new TemplateWriter();
  const parts = partsOf(one.replacements, by);
  let at = 0;
  for (const { start, end, groups } of spans) {
    writer.slice(text, at, start);
    for (const part of parts) {
      // It keeps the place of the match, so that a finding points into the file; the hop names the command.
      if (typeof part !== "number") write(writer, part, text.place(start, end));
      else {
        const [from, to] = groups[part] ?? [start, start];
        writer.slice(text, from, to);
      }
    }
    at = end;
  }
  writer.slice(text, at, text.text.length);
  return writer.done();
}

/** The replacement piece by piece, each text with its alternatives; a single piece if the alternatives use different groups. */
function partsOf(replacements: readonly Replacement[], by: Hop): readonly (number | readonly Value[])[] {
  const [first] = replacements;
  const groups = replacements.map(({ pieces }) =>
    pieces.map((piece) => (typeof piece === "number" ? piece : "text")).join(),
  );
  if (first === undefined || new Set(groups).size > 1) {
    return [replacements.map(({ pieces, trail }) => ({ text: textOf(pieces), trail: [by, ...trail] }))];
  }
  return first.pieces.map((piece, index) =>
    typeof piece === "number"
      ? piece
      : replacements.map(({ pieces, trail }) => ({
          text: textOf(pieces.slice(index, index + 1)),
          trail: [by, ...trail],
        })),
  );
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === "string" ? piece : "")).join("");
}

/** Writes alternatives of a text. Their words become holes, so that the structure of the file around them stays readable. */
function write(writer: TemplateWriter, alternatives: readonly Value[], place: SourcePlace): void {
  const source: Source = { place: () => place };
  const [first] = alternatives;
  if (first === undefined) return;
  const read = alternatives.map(({ text, trail }) => ({ trail, words: wordsIn(text), form: formOf(text) }));
  if (new Set(read.map(({ form }) => form)).size > 1) {
    writer.hole(alternatives, 0, 0, source, shown(first.text));
    return;
  }
  let at = 0;
  read[0]?.words.forEach(({ word, start }, number) => {
    writer.at(first.text.slice(at, start), 0, 0, source);
    const values = read.map(({ words, trail }) => ({ text: words[number]?.word ?? word, trail }));
    const distinct = [...new Map(values.map((value) => [value.text, value])).values()];
    // A known word without a trail is plain text.
    if (distinct.length === 1 && isLiteral(word) && values[0]?.trail.length === 1) writer.at(word, 0, 0, source);
    else writer.hole(distinct, 0, 0, source, shown(word));
    at = start + word.length;
  });
  writer.at(first.text.slice(at), 0, 0, source);
}

type WordAt = { readonly word: string; readonly start: number };

/** Text that can be a value in a file: no white space, quotes or brackets, and not the key before a colon or equals sign. */
function wordsIn(text: string): readonly WordAt[] {
  return [...text.matchAll(/[^\s"'=,{}[\]()]+/g)].flatMap(({ 0: word, index }) => {
    const isKey = word.endsWith(":") || /^["']?\s?[:=]/.test(text.slice(index + word.length, index + word.length + 3));
    return isKey ? [] : [{ word, start: index }];
  });
}

/** The text without its words. */
function formOf(text: string): string {
  let form = "";
  let at = 0;
  for (const { word, start } of wordsIn(text)) {
    form += `${text.slice(at, start)}\0`;
    at = start + word.length;
  }
  return form + text.slice(at);
}
