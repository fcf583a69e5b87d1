// Formats values as Go's fmt does: %v, %q and the `printf` verbs without flags or width.

import { concat, flatMapText, mapText, mark, only, type Values } from "@deploy-actions/workflow-source/value";
import { type Datum, isYamlTree, NIL } from "./datum.ts";

/** %v. Maps are printed with sorted keys. The text of a `toYaml` tree is not computed. */
export function goText(datum: Datum): Values {
  if (isYamlTree(datum)) return only(mark("expression"));
  switch (datum.is) {
    case "nil":
      return only("<nil>");
    case "text":
      return datum.values;
    case "list":
      return concat(only("["), ...spaced(datum.items.map(goText)), only("]"));
    case "map": {
      const keys = [...datum.entries.keys()].sort();
      const entry = (key: string): Values => concat(only(`${key}:`), goText(datum.entries.get(key) ?? NIL));
      return concat(only("map["), ...spaced(keys.map(entry)), only("]"));
    }
  }
}

/** `%v` of each item, separated by spaces. */
function spaced(texts: readonly Values[]): readonly Values[] {
  return texts.flatMap((text, index) => (index === 0 ? [text] : [only(" "), text]));
}

/** `print`: a space between two operands if neither is a string. */
export function sprint(args: readonly Datum[]): Values {
  const isString = (datum: Datum | undefined): boolean =>
    datum?.is === "text" ? datum.kind === undefined || datum.kind === "string" : isYamlTree(datum);
  return concat(
    ...args.flatMap((arg, index) =>
      index > 0 && !isString(arg) && !isString(args[index - 1]) ? [only(" "), goText(arg)] : [goText(arg)],
    ),
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};
/** Characters that %q escapes: quotes, backslashes and unprintable ones. Planes 15 and 16 contain our marks. */
const ESCAPED = /["\\]|(?! |[\u{f0000}-\u{10ffff}])[\p{C}\p{Z}]/gu;

/** %q of a string. */
export function goQuoted(text: string): string {
  return `"${text.replace(ESCAPED, (char) => ESCAPES[char] ?? numbered(char.codePointAt(0) ?? 0))}"`;
}

function numbered(code: number): string {
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** A `printf` verb with its flags and letter; the letter is empty at the end of the text. */
const VERB = /%([-+# 0]{0,5}\d{0,9}(?:\.\d{0,9})?)([^\n]|$)/gsu;
/** Characters. Longer texts are not images. */
const FORMAT_LIMIT = 2_000;

/** `printf`. With flags, widths, precisions or verbs other than %s, %v, %d, %q and %t, the result is unknown. */
export function sprintf(format: Values, args: readonly Datum[]): Values {
  return flatMapText(format, (all) => {
    const template = all.slice(0, FORMAT_LIMIT);
    const parts: Values[] = [];
    let end = 0;
    let next = 0;
    for (const { 0: verb, 1: flags = "", 2: letter = "", index } of template.matchAll(VERB)) {
      parts.push(only(template.slice(end, index)));
      end = index + verb.length;
      if (letter === "%") parts.push(only("%"));
      else if (letter === "") parts.push(only("%!(NOVERB)"));
      else parts.push(formatted(letter, flags, args[next++]));
    }
    parts.push(only(template.slice(end)));
    const extra = args.slice(next).map((arg) => (arg.is === "nil" ? only("<nil>") : typed(arg, "=")));
    if (extra.length > 0) {
      const listed = extra.flatMap((one, index) => (index === 0 ? [one] : [only(", "), one]));
      parts.push(only("%!(EXTRA "), ...listed, only(")"));
    }
    return concat(...parts);
  });
}

function formatted(letter: string, flags: string, arg: Datum | undefined): Values {
  if (arg === undefined) return only(`%!${letter}(MISSING)`);
  if (letter === "v" && flags === "") return goText(arg);
  if (flags !== "" || /[bcoOxXUeEfFgGpTw]/.test(letter)) return only(mark("expression"));
  if (arg.is === "nil") return only(`%!${letter}(<nil>)`);
  if (arg.is !== "text") return isYamlTree(arg) ? goText(arg) : eachFormatted(letter, arg);
  const kind = arg.kind ?? (letter === "d" || letter === "t" ? undefined : "string");
  if (kind === undefined || FITS[letter] === kind) return letter === "q" ? mapText(arg.values, goQuoted) : arg.values;
  if (letter === "s" && kind === "string") return arg.values;
  if (letter === "q" && kind === "int") return only(mark("expression"));
  return concat(only(`%!${letter}(`), typed(arg, "="), only(")"));
}

const FITS: Readonly<Record<string, string>> = { s: "string", q: "string", d: "int", t: "bool" };

/** Lists and maps are printed item by item with the same verb. */
function eachFormatted(letter: string, tree: Datum & { readonly is: "list" | "map" }): Values {
  if (tree.is === "list")
    return concat(only("["), ...spaced(tree.items.map((item) => formatted(letter, "", item))), only("]"));
  const keys = [...tree.entries.keys()].sort();
  const entry = (key: string): Values =>
    concat(
      formatted(letter, "", { is: "text", values: only(key), kind: "string" }),
      only(":"),
      formatted(letter, "", tree.entries.get(key)),
    );
  return concat(only("map["), ...spaced(keys.map(entry)), only("]"));
}

/** A value with its type, as in fmt's error text. */
function typed(datum: Datum, between: string): Values {
  if (datum.is === "text" && datum.kind !== undefined) return concat(only(datum.kind + between), datum.values);
  if (datum.is === "map" && !isYamlTree(datum)) return concat(only(`map[string]interface {}${between}`), goText(datum));
  if (datum.is === "list" && !isYamlTree(datum)) return concat(only(`[]interface {}${between}`), goText(datum));
  return only(mark("expression"));
}
