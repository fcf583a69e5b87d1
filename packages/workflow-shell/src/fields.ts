// Splits an expanded word into the words that a command receives: unquoted text is split at white space (POSIX 2.6.5).
import type { Template } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import { mapText, mark, only, union, type Value, type Values } from "@deploy-actions/workflow-source/value";
import { type Segment, valuesOf, writtenOf } from "./segment.ts";

/** Maximum number of words from one variable, more than real scripts have. */
const LIMIT = 4000;

/** `separators` is the value of `IFS`, if known. */
export function splitFields(
  all: readonly Segment[],
  script: Template,
  separators: string | undefined = " \t\n",
): readonly Word[] {
  const segments = separators === " \t\n" ? all : all.map((one) => withBlanks(one, separators ?? ""));
  const [first] = segments;
  const last = segments.at(-1);
  if (first === undefined || last === undefined) return [];
  const word = (values: Values): Word => ({
    values,
    written: writtenOf(segments, script),
    place: script.place(first.start, last.end),
  });
  const splits = segments.some(
    ({ quoted, text, values }) => !quoted && values.some((value) => mayFallApart(value, text)),
  );
  if (!splits) return [word(valuesOf(segments))];
  const fields = apart(segments);
  // An unknown word stands for those that do not fit.
  return (fields.length > LIMIT ? [...fields.slice(0, LIMIT), only(mark("command"))] : fields).map(word);
}

/**
 * Splits at white space from expansions and holes; white space in the script itself already ended the word in the grammar. Empty words are
 * dropped.
 */
function mayFallApart({ text }: Value, written: string | undefined): boolean {
  return text !== written && (text === "" || /\s/.test(text));
}

/** An expansion, with other field separators as blanks. */
function withBlanks(segment: Segment, separators: string): Segment {
  if (segment.quoted || segment.text !== undefined || separators === "") return segment;
  const blanks = (text: string): string => [...text].map((char) => (separators.includes(char) ? " " : char)).join("");
  return { ...segment, values: mapText(segment.values, blanks) };
}

function apart(segments: readonly Segment[]): Values[] {
  let fields: Value[][] = [];
  let open = false;
  for (const { quoted, values, text } of segments) {
    const sets = quoted || text === "" ? [values.map((value) => [value])] : [values.map(pieces)];
    const alternatives = sets.flat();
    // Alternatives with the same number of words are merged word by word; otherwise the longest list is used, since it contains the most. A
    // switch that makes the command a dry run, but may be absent, does not excuse it.
    const earnest = alternatives.filter((one) => !one.some(({ text }) => text.startsWith("--dry-run")));
    const longest = (earnest.length > 0 ? earnest : alternatives).reduce<readonly Value[]>(
      (most, one) => (one.length > most.length ? one : most),
      [],
    );
    const alike = alternatives.filter((one) => one.length === longest.length);
    const columns = longest.map((_, index) => alike.flatMap((one) => one[index] ?? []));
    const glue = open && columns.length > 0;
    const [head, ...rest] = columns;
    if (glue && head !== undefined) {
      const before = fields.at(-1) ?? [];
      fields = [...fields.slice(0, -1), [...valuesOf([flat(before), flat(head)])], ...rest];
    } else fields.push(...columns);
    open = columns.length > 0 ? !endsApart(values, quoted) : open;
  }
  return fields
    .map((field) => union(field))
    .filter((field) => field.some(({ text }) => text !== "") || segments.some(({ quoted }) => quoted));
}

function pieces({ text, trail }: Value): Value[] {
  return text.split(/\s+/).flatMap((piece) => (piece === "" ? [] : [{ text: piece, trail }]));
}

function endsApart(values: Values, quoted: boolean): boolean {
  return !quoted && values.every(({ text }) => /\s$/.test(text));
}

function flat(values: readonly Value[]): Segment {
  return { start: 0, end: 0, quoted: true, values: values.length === 0 ? only("") : values };
}
