// Sprig's string functions over all alternatives of a string. Arguments of other types make Helm fail, so the result is unknown.

import {
  concat,
  isLiteral,
  mapText,
  mark,
  only,
  sliceMarked,
  union,
  type Values,
} from "@deploy-actions/workflow-source/value";
import { type Datum, isText, isYamlTree, mapLeaves, OPEN, type TextDatum, textDatum } from "./datum.ts";
import { goQuoted, goText } from "./go-text.ts";

export type Args = readonly Datum[];
/** Unknown if Helm fails. */
export type ChartFunction = (args: Args) => Datum;

/** Characters. Longer texts are not images, and repeated calls could make them ever longer. */
const LENGTH_LIMIT = 2_000;

/** A string, truncated if too long. */
export function stringDatum(values: Values): TextDatum {
  const cut = values.some(({ text }) => text.length > LENGTH_LIMIT)
    ? mapText(values, (one) => one.slice(0, LENGTH_LIMIT))
    : values;
  return { is: "text", values: cut, kind: "string" };
}

export function boolDatum(known: boolean | undefined): TextDatum {
  if (known !== undefined) return textDatum(String(known), "bool");
  return { is: "text", values: union(only("true"), only("false")), kind: "bool" };
}

/** The first alternative of a string; undefined for other types. */
export function stringOf(datum: Datum | undefined): string | undefined {
  return isText(datum) ? datum.values[0]?.text : undefined;
}

/** A function of strings that transforms the last one. */
const changing =
  (count: number, change: (text: string, others: readonly string[]) => string): ChartFunction =>
  (args) => {
    const others = args.slice(0, -1).flatMap((arg) => stringOf(arg) ?? []);
    const changed = args.at(-1);
    if (args.length !== count || others.length !== count - 1) return OPEN;
    return isText(changed) ? stringDatum(mapText(changed.values, (text) => change(text, others))) : OPEN;
  };

/** The same, but also transforms strings in the output of `toYaml`, which contains them unchanged. */
const changingLines =
  (count: number, change: (text: string, others: readonly string[]) => string): ChartFunction =>
  (args) => {
    const tree = args.at(-1);
    if (!isYamlTree(tree)) return changing(count, change)(args);
    const changeLeaf = changing(count, change);
    return mapLeaves(tree, (leaf) => (isText(leaf) ? changeLeaf([...args.slice(0, -1), leaf]) : leaf));
  };

/** The same, but leaves the output of `toYaml` unchanged, since it does not end in white space. */
const trimming =
  (count: number, change: (text: string, others: readonly string[]) => string): ChartFunction =>
  (args) => {
    const tree = args.at(-1);
    return isYamlTree(tree) ? tree : changing(count, change)(args);
  };

/** A match in the known parts of a text is certain; otherwise an unknown part may contain it. */
const testing =
  (test: (text: string, part: string) => boolean): ChartFunction =>
  (args) => {
    const [part, text] = args;
    if (args.length !== 2 || !isText(part) || !isText(text)) return boolDatum(undefined);
    const answers = part.values.flatMap((one) =>
      text.values.map((other) => {
        const holds = isLiteral(one.text) && test(other.text, one.text);
        return holds || (isLiteral(one.text) && isLiteral(other.text)) ? holds : undefined;
      }),
    );
    return boolDatum(answers.every((answer) => answer === answers[0]) ? answers[0] : undefined);
  };

const indenting =
  (before: string): ChartFunction =>
  (args) => {
    const [width, text] = args;
    const spaces = intOf(width);
    if (args.length !== 2 || spaces === undefined || spaces < 0) return OPEN;
    if (isYamlTree(text)) return text;
    if (!isText(text)) return OPEN;
    const pad = " ".repeat(Math.min(spaces, LENGTH_LIMIT));
    return stringDatum(mapText(text.values, (one) => before + pad + one.replaceAll("\n", `\n${pad}`)));
  };

/** An int of a template; undefined for other numbers, which Helm does not accept here. */
function intOf(datum: Datum | undefined): number | undefined {
  if (datum?.is !== "text" || datum.kind !== "int" || datum.values.length !== 1) return undefined;
  return Number(datum.values[0]?.text);
}

const quoting =
  (quoted: (text: string) => string): ChartFunction =>
  (args) => {
    const parts = args.flatMap((arg) => (arg.is === "nil" ? [] : [mapText(goText(arg), quoted)]));
    return stringDatum(joined(parts, " "));
  };

/** All concatenations of one alternative from each part. */
export function joined(parts: readonly Values[], separator: string): Values {
  return concat(
    ...parts.flatMap((part, index) => (index === 0 || separator === "" ? [part] : [only(separator), part])),
  );
}

/** Go maps rune by rune: a character whose counterpart has several characters is left unchanged. */
function mappedRunes(text: string, change: (rune: string) => string): string {
  return [...text].map((rune) => runeFor(rune, change(rune))).join("");
}

function runeFor(rune: string, changed: string): string {
  const [first = rune, second] = changed;
  if (second === undefined) return first;
  return rune === "İ" ? first : rune;
}

/** `unicode.IsSpace`. */
const SPACE = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const SPACES_AROUND = new RegExp(`^${SPACE}+|(?<!${SPACE})${SPACE}+$`, "gu");

function withoutAround(text: string, characters: string): string {
  const cut = new Set(characters);
  const runes = [...text];
  const first = runes.findIndex((rune) => !cut.has(rune));
  return first === -1 ? "" : runes.slice(first, runes.findLastIndex((rune) => !cut.has(rune)) + 1).join("");
}

const truncating: ChartFunction = (args) => {
  const [width, text] = args;
  const length = intOf(width);
  if (args.length !== 2 || length === undefined || !isText(text)) return OPEN;
  return stringDatum(mapText(text.values, (one) => truncated(one, length)));
};

/** A negative length counts from the end, which is unknown for a text with marks. Lengths are bytes of UTF-8. */
function truncated(one: string, length: number): string {
  if (!isLiteral(one)) return length >= 0 ? sliceMarked(one, 0, length) : mark("expression");
  const bytes = Buffer.from(one);
  const cut = length >= 0 ? bytes.subarray(0, length) : bytes.length + length > 0 ? bytes.subarray(length) : bytes;
  const text = cut.toString();
  return text.includes("\ufffd") ? mark("expression") : text;
}

export const TEXT_FUNCTIONS: Readonly<Record<string, ChartFunction>> = {
  contains: testing((text, part) => text.includes(part)),
  hasPrefix: testing((text, part) => text.startsWith(part)),
  hasSuffix: testing((text, part) => text.endsWith(part)),
  indent: indenting(""),
  lower: changing(1, (text) => mappedRunes(text, (rune) => rune.toLowerCase())),
  nindent: indenting("\n"),
  quote: quoting(goQuoted),
  replace: changingLines(3, (text, [from = "", to = ""]) => replaced(text, from, to)),
  squote: quoting((text) => `'${text}'`),
  trim: trimming(1, (text) => text.replace(SPACES_AROUND, "")),
  trimAll: changing(2, (text, [characters = ""]) => withoutAround(text, characters)),
  trimPrefix: trimming(2, (text, [prefix = ""]) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  trimSuffix: trimming(2, (text, [suffix = ""]) =>
    text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  ),
  trunc: truncating,
  upper: changing(1, (text) => mappedRunes(text, (rune) => rune.toUpperCase())),
};

/** An empty `from` matches between any two characters and at both ends. */
function replaced(text: string, from: string, to: string): string {
  return from === "" ? `${to}${[...text].map((rune) => rune + to).join("")}` : text.replaceAll(from, () => to);
}
