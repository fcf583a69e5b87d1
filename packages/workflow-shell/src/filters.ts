// Programs that print part of their input: cut, head, tail, tr, grep, awk and similar (POSIX 4, GNU coreutils and grep), as far as the
// result can be determined. Unknown values keep their kind: part of a branch name is still from a branch.
import { firstText, literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { patternOf } from "@deploy-actions/workflow-source/regex";
import {
  commitMark,
  isLiteral,
  type Meaning,
  mapText,
  mark,
  only,
  replaceMarks,
  sliceMarked,
  type Values,
} from "@deploy-actions/workflow-source/value";
import { kindCheckedBy } from "./checked-pattern.ts";

/** What the program prints for its input; undefined if unknown. */
export type Filter = (args: readonly Word[], stdin: Values | undefined) => Values | undefined;

const same: Filter = (_, stdin) => stdin;

export const FILTERS: ReadonlyMap<string, Filter> = new Map(
  Object.entries<Filter>({
    base64: (args, stdin) => (decodes(args) ? decoded(stdin, "base64") : undefined),
    openssl: (args, stdin) =>
      decodes(args) && args.some((arg) => /^-?(?:base64|a)$/.test(firstText(arg)))
        ? decoded(stdin, "base64")
        : undefined,
    xxd: (args, stdin) => (args.some((arg) => /^-\w*r/.test(firstText(arg))) ? decoded(stdin, "hex") : undefined),
    rev: (_, stdin) => stdin && literalLines(stdin, (line) => [...line].reverse().join("")),
    xargs: same,
    sort: same,
    uniq: same,
    grep,
    egrep: grep,
    cut,
    head,
    tail,
    tr,
    awk,
    basename: (args) => pathPart(args, (text) => text.slice(text.lastIndexOf("/") + 1)),
    dirname: (args) => pathPart(args, (text) => text.slice(0, Math.max(text.lastIndexOf("/"), 0)) || "."),
  }),
);

function decodes(args: readonly Word[]): boolean {
  return args.some((arg) => /^(?:-\w*[dD]\w*|--decode)$/.test(firstText(arg)));
}

/** Text that is known is decoded; otherwise the result is unknown. */
function decoded(stdin: Values | undefined, encoding: "base64" | "hex"): Values | undefined {
  if (stdin === undefined || !stdin.every(({ text }) => isLiteral(text))) return undefined;
  return mapText(stdin, (text) => Buffer.from(text.replace(/\s+/g, ""), encoding).toString("utf8"));
}

function literalLines(values: Values, change: (line: string) => string): Values | undefined {
  return values.every(({ text }) => isLiteral(text)) ? eachLine(values, change) : undefined;
}

/** `-v` drops lines; `-o PATTERN` prints the matches, which may be a commit or a version; otherwise matching lines are kept. */
function grep(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  const has = (letters: string): boolean => args.some((arg) => new RegExp(`^-\\w*[${letters}]`).test(firstText(arg)));
  if (stdin === undefined || has("clLq")) return undefined;
  const word = args.find((arg) => !firstText(arg).startsWith("-"));
  const source = word === undefined ? "" : firstText(word).replaceAll("\\d", "[0-9]");
  if (has("o")) {
    const checked = kindCheckedBy(source);
    if (checked === undefined) return undefined;
    return only(checked === "commit" ? commitMark() : mark("version"), stdin[0]?.trail);
  }
  const isInverted = has("v");
  const pattern = patternOf(source, has("EP") ? "extended" : "basic", false);
  if (pattern === undefined) return isInverted ? stdin : undefined;
  const matches = (line: string): boolean =>
    line.search(pattern.regexp) !== -1 || replaceMarks(line, sampleOf).search(pattern.regexp) !== -1;
  const kept = stdin.flatMap(({ text, trail }) => {
    const lines = text.split("\n").filter((line) => matches(line) !== isInverted);
    return lines.length === 0 ? [] : [{ text: lines.join("\n"), trail }];
  });
  return kept.length === 0 ? undefined : kept;
}

/** Sample text for a mark, for patterns that look for it. */
function sampleOf(meaning: Meaning): string {
  if (meaning.kind === "commit") return "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567".slice(0, meaning.length);
  return meaning.kind === "version" ? "1.2.3" : meaning.kind === "branch" ? "main" : "";
}

/** `-c 1-7`, `-c-7`, `-b1-8`; `-d: -f2`, `-f1-3`, `-f2-`. */
function cut(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  const characters = optionOf(args, "c") ?? optionOf(args, "b");
  const list = characters ?? optionOf(args, "f") ?? "";
  const delimiter = optionOf(args, "d") ?? "\t";
  const [, from = "", dash, to = ""] = /^(\d*)(-?)(\d*)$/.exec(list) ?? [];
  if (stdin === undefined || dash === undefined || delimiter === "" || `${from}${to}` === "") return undefined;
  const first = from === "" ? 0 : Number(from) - 1;
  const end = dash === "" ? first + 1 : to === "" ? Number.POSITIVE_INFINITY : Number(to);
  return eachLine(stdin, (line) => {
    if (characters !== undefined) return sliceMarked(line, first, end - first);
    const fields = line.split(delimiter);
    return fields.length === 1 ? line : fields.slice(first, end).join(delimiter);
  });
}

/** The first lines, or the first characters with `-c`. */
function head(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  const characters = Number(optionOf(args, "c") ?? optionOf(args, "-bytes") ?? 0);
  if (stdin === undefined) return undefined;
  if (characters > 0) return mapText(stdin, (text) => sliceMarked(text, 0, characters));
  const count = lineCount(args);
  return count === undefined ? undefined : mapText(stdin, (text) => text.split("\n").slice(0, count).join("\n"));
}

/** The last lines. The last characters of an unknown value are not its beginning. */
function tail(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  const count = lineCount(args);
  if (stdin === undefined || count === undefined || count === 0 || optionOf(args, "c") !== undefined) return undefined;
  return mapText(stdin, (text) => text.split("\n").slice(-count).join("\n"));
}

/** `-n 2`, `-n2`, `-2`; ten by default. `-n +2` and `-n -2` count from the other end. */
function lineCount(args: readonly Word[]): number | undefined {
  const given =
    optionOf(args, "n") ??
    args
      .map(firstText)
      .find((text) => /^-\d+$/.test(text))
      ?.slice(1) ??
    "10";
  return /^\d{1,6}$/.test(given) ? Number(given) : undefined;
}

/** `tr A-Z a-z`, `tr -d '\n'`, `tr / -`. */
function tr(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  if (stdin === undefined) return undefined;
  const has = (letters: string): boolean =>
    args.some((arg) => new RegExp(`^-[a-zA-Z]*[${letters}]`).test(firstText(arg)));
  const operands = args.filter((arg) => !/^-[a-zA-Z]/.test(firstText(arg))).map((arg) => literalOf(arg) ?? "");
  const [from = "", to = ""] = operands.map((text) => text.replaceAll("\\n", "\n").replaceAll("\\r", "\r"));
  if (has("cC")) return openOnly(stdin);
  if (/^(?:\[:upper:\]|\[?A-Z\]?)$/.test(from) && /^(?:\[:lower:\]|\[?a-z\]?)$/.test(to))
    return mapText(stdin, (text) => text.toLowerCase());
  if (/^(?:\[:lower:\]|\[?a-z\]?)$/.test(from) && /^(?:\[:upper:\]|\[?A-Z\]?)$/.test(to))
    return mapText(stdin, (text) => text.toUpperCase());
  if (from.length === 0 || from.includes("[")) return openOnly(stdin);
  const [set, others] = [withRanges(from), withRanges(to)];
  if (set.length > 8 && !stdin.every(({ text }) => isLiteral(text))) return openOnly(stdin);
  const isDeleting = has("d");
  const replacement = (char: string): string => (isDeleting ? "" : (others[set.indexOf(char)] ?? others.at(-1) ?? ""));
  return mapText(stdin, (text) => [...text].map((char) => (set.includes(char) ? replacement(char) : char)).join(""));
}

/** `a-z` as its letters. */
function withRanges(text: string): string {
  return text.replace(/(\w)-(\w)/g, (whole, first: string, last: string) => {
    const [from, to] = [first.charCodeAt(0), last.charCodeAt(0)];
    return from > to
      ? whole
      : String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, index) => from + index));
  });
}

/** Texts without known parts are left unchanged. */
function openOnly(values: Values): Values | undefined {
  return values.every(({ text }) => !isLiteral(text)) ? values : undefined;
}

/** `awk '{print $1}'`, `awk -F: '{print $NF}'`: one field of every line. */
function awk(args: readonly Word[], stdin: Values | undefined): Values | undefined {
  const separator = optionOf(args, "F");
  const program = args.map(firstText).find((text) => text.includes("{"));
  const [, field] = /^\s*\{\s*print \$(\d|NF)\s*;?\s*\}\s*$/.exec(program ?? "") ?? [];
  if (stdin === undefined || field === undefined || (separator !== undefined && separator.length !== 1))
    return undefined;
  return eachLine(stdin, (line) => {
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    if (field === "0" || (fields.length === 1 && !isLiteral(line))) return line;
    return (field === "NF" ? fields.at(-1) : fields[Number(field) - 1]) ?? "";
  });
}

function pathPart(args: readonly Word[], change: (text: string) => string): Values | undefined {
  const operand = args.find((arg) => !/^-./.test(firstText(arg)));
  return operand === undefined ? undefined : mapText(operand.values, change);
}

function eachLine(values: Values, change: (line: string) => string): Values {
  return mapText(values, (text) => text.split("\n").map(change).join("\n"));
}

/** The value of a short option, in the same or in the next word. */
function optionOf(args: readonly Word[], letter: string): string | undefined {
  for (const [index, arg] of args.entries()) {
    const text = firstText(arg);
    if (text === `-${letter}`) return firstText(args[index + 1]);
    if (text.startsWith(`-${letter}`) && !text.startsWith("--")) return text.slice(letter.length + 1);
  }
  return undefined;
}
