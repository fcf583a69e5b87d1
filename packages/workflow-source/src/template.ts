// A text with holes: a script, file or value in which something is replaced before it is read, such as an expression that GitHub evaluates
// or a variable that the outer shell expands inside an `ssh` argument. Every hole is one character; `holes` has its possible values.
import type { SourcePlace } from "./position.ts";
import { mark } from "./value/mark.ts";
import { concat, only, type Values } from "./value/value.ts";

/**
 * `holes[n]` has the possible values of the character {@link holeAt}(n) in `text`, and `written[n]` its source text. `place` takes offsets
 * in `text` and returns the place in the file where that text was written.
 */
export type Template = {
  readonly text: string;
  readonly holes: readonly Values[];
  readonly written: readonly string[];
  place(start: number, end: number): SourcePlace;
};

const HOLE_BASE = 0x100000;
const HOLE_LIMIT = 0xfffd;
const HOLE = /([\u{100000}-\u{10fffd}])/u;
const EVERY_HOLE = /[\u{100000}-\u{10fffd}]/gu;

/** The character of the n-th hole. Beyond the limit, it is a mark for an unknown value. */
function holeAt(index: number): string {
  return index < HOLE_LIMIT ? String.fromCodePoint(HOLE_BASE + index) : mark("expression");
}

/** The possible values of part of a template's text, for all combinations of its holes. */
export function valuesIn(text: string, holes: readonly Values[]): Values {
  if (holes.length === 0 || !HOLE.test(text)) return only(text);
  const hole = (char: string): Values => holes[(char.codePointAt(0) ?? 0) - HOLE_BASE] ?? only(mark("expression"));
  return concat(...text.split(HOLE).map((part, index) => (index % 2 === 0 ? only(part) : hole(part))));
}

/** Part of a template's text as written in the file, with the source text of each hole. */
export function writtenIn(text: string, written: readonly string[]): string {
  return written.length === 0
    ? text
    : text.replace(EVERY_HOLE, (char) => written[(char.codePointAt(0) ?? 0) - HOLE_BASE] ?? "…");
}

/** A run of text, or a hole if `values` is set, between two offsets. */
export type Part = {
  readonly from: number;
  readonly to: number;
  readonly values?: Values;
  readonly written?: string | undefined;
};

/** The parts of a template between two offsets, in order. */
export function* partsOf({ text, holes, written }: Template, start: number, end: number): Iterable<Part> {
  let at = start;
  for (const { 0: char, index } of text.slice(start, end).matchAll(EVERY_HOLE)) {
    const from = start + index;
    if (from > at) yield { from: at, to: from };
    at = from + char.length;
    const number = (char.codePointAt(0) ?? 0) - HOLE_BASE;
    yield { from, to: at, values: holes[number] ?? only(mark("expression")), written: written[number] };
  }
  if (end > at) yield { from: at, to: end };
}

/** Builds a template from parts, in order: text from an outer source, and holes. */
export class TemplateWriter {
  readonly #parts: string[] = [];
  readonly #holes: Values[] = [];
  readonly #written: string[] = [];
  /** The origin of each run of characters: its offset here, and its source from there on. */
  readonly #runs: Run[] = [];
  #length = 0;

  /** Adds text that appears unchanged in `source` from offset `from`. */
  text(text: string, from: number, source: Source): void {
    this.#add(text, { from, to: from + text.length, verbatim: true, source });
  }

  /** Adds text that appears in another form in `source` between two offsets, such as an escape sequence. */
  at(text: string, from: number, to: number, source: Source): void {
    this.#add(text, { from, to, verbatim: false, source });
  }

  /** Adds a hole that is written in `source` between two offsets as `written`. */
  hole(values: Values, from: number, to: number, source: Source, written = "…"): void {
    this.#add(holeAt(this.#holes.length), { from, to, verbatim: false, source });
    this.#holes.push(values);
    this.#written.push(written);
  }

  /** Adds part of another template, including its holes. */
  slice(template: Template, start: number, end: number): void {
    for (const { from, to, values, written } of partsOf(template, start, end)) {
      if (values === undefined) this.text(template.text.slice(from, to), from, template);
      else this.hole(values, from, to, template, written);
    }
  }

  done(): Template {
    const runs = this.#runs;
    const locate = (offset: number, isEnd: boolean): { source: Source; offset: number } | undefined => {
      const run = runs[lastAtMost(runs, isEnd ? Math.max(offset - 1, 0) : offset)];
      if (run === undefined) return undefined;
      return { source: run.source, offset: run.verbatim ? run.from + offset - run.at : isEnd ? run.to : run.from };
    };
    return {
      text: this.#parts.join(""),
      holes: this.#holes,
      written: this.#written,
      place(start, end) {
        const first = locate(start, false);
        const last = end > start ? locate(end, true) : undefined;
        if (first === undefined) return NOWHERE;
        const sameSource = last !== undefined && last.source === first.source && last.offset >= first.offset;
        return first.source.place(first.offset, sameSource ? last.offset : first.offset);
      },
    };
  }

  #add(text: string, run: Omit<Run, "at">): void {
    if (text === "") return;
    this.#runs.push({ at: this.#length, ...run });
    this.#parts.push(text);
    this.#length += text.length;
  }
}

/** Anything that can map its offsets to places in a file. */
export type Source = { place(start: number, end: number): SourcePlace };

type Run = {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly verbatim: boolean;
  readonly source: Source;
};

const NOWHERE: SourcePlace = {
  path: "",
  range: () => ({ start: { line: 1, column: 1 }, end: { line: 1, column: 1 } }),
};

function lastAtMost(runs: readonly { readonly at: number }[], value: number): number {
  let low = 0;
  let high = runs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((runs[middle]?.at ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
