// The functions of GitHub's expressions over sets of alternatives. String functions treat marks like other characters.
// https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#functions
import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { Kind } from "@actions/expressions/data/index";
import { fromjson } from "@actions/expressions/funcs/fromjson";
import { tojson } from "@actions/expressions/funcs/tojson";
import { concat, type Hop, only, type Values } from "../value/value.ts";
import {
  type Alternative,
  type Alternatives,
  booleans,
  distinct,
  fromValues,
  open,
  textsOf,
  truthiness,
} from "./alternative.ts";
import { compare, find, type Search } from "./compare.ts";

/** More pairs than realistic conditions need; beyond it, both results are possible. */
const PAIR_LIMIT = 256;
/** Maximum number of characters of parsed JSON, and of a joined text, which is a name and not a file. */
const JSON_LIMIT = 50_000;
const TEXT_LIMIT = 2_000;
const PART_LIMIT = 100;
/** Far more than the number of alternatives that are kept. */
const WAY_LIMIT = 4_096;

/** `name` is in lower case. The result of a function that cannot be evaluated is unknown. */
export function call(name: string, args: readonly Alternatives[]): Alternatives {
  const [first = open(), second] = args;
  switch (name) {
    case "format":
      return distinct(first.flatMap((one) => format(one, args.slice(1).map(textsOf))));
    case "join":
      return distinct(first.flatMap((one) => join(one, second === undefined ? only(",") : textsOf(second))));
    case "tojson":
      return distinct(first.flatMap((one) => json(one, tojson.call)));
    case "fromjson":
      return distinct(first.flatMap((one) => json(one, fromjson.call)));
    case "contains":
    case "startswith":
    case "endswith":
      return booleans(pairs(first, second ?? open(), (whole, part) => search(name, whole, part)));
    case "case":
      return choose(args);
    case "always":
      return booleans([true]);
    case "success":
    case "failure":
    case "cancelled":
      return booleans([undefined]);
    default:
      return open();
  }
}

/** The results for all combinations of an alternative from each side. */
export function pairs<T>(
  left: Alternatives,
  right: Alternatives,
  ask: (left: Alternative, right: Alternative) => T | undefined,
): (T | undefined)[] {
  if (left.length * right.length > PAIR_LIMIT) return [undefined];
  return left.flatMap((one) => right.map((other) => ask(one, other)));
}

/** `{0}` is the first value; `{{` and `}}` are literal braces. */
function format({ data, trail }: Alternative, values: readonly Values[]): Alternatives {
  const pieces = data.coerceString().split(/(\{\{|\}\}|\{\d+[^{}]*\}|[{}])/);
  const parts: Values[] = [];
  for (const piece of pieces) {
    if (piece === "{" || piece === "}") return open("expression", trail);
    if (piece === "{{" || piece === "}}") parts.push(only(piece.charAt(0)));
    else if (piece.startsWith("{")) parts.push(values[Number.parseInt(piece.slice(1), 10)] ?? textsOf(open()));
    else parts.push(only(piece, trail));
  }
  return joined(parts, trail);
}

function join({ data, trail }: Alternative, separator: Values): Alternatives {
  if (data.kind !== Kind.Array) return fromValues(only(data.primitive ? data.coerceString() : "", trail));
  const items = data.values().map((item) => only(item.coerceString(), trail));
  return joined(
    items.flatMap((item, index) => (index === 0 ? [item] : [separator, item])),
    trail,
  );
}

/** Concatenates the parts. Limited, because nested calls could double the text every time. */
function joined(parts: readonly Values[], trail: readonly Hop[]): Alternatives {
  let length = 0;
  let ways = 1;
  for (const part of parts) {
    length += Math.max(...part.map(({ text }) => text.length));
    ways *= part.length;
  }
  if (length > TEXT_LIMIT || ways > WAY_LIMIT || parts.length > PART_LIMIT) return open("expression", trail);
  return fromValues(concat(...parts));
}

/** A single mark may stand for any JSON; a mark inside a JSON string stays part of the string. */
function json(one: Alternative, convert: (data: ExpressionData) => ExpressionData): Alternatives {
  const { data, trail } = one;
  if (truthiness(one) === undefined) return [one];
  if (data.kind === Kind.String && !isPlainJson(data.value)) return open("expression", trail);
  try {
    return [{ data: convert(data), trail }];
  } catch {
    return open("expression", trail);
  }
}

/** An escape sequence must not produce a character reserved for marks. */
function isPlainJson(text: string): boolean {
  return text.length <= JSON_LIMIT && !/\\ud[89a-f]/i.test(text);
}

function search(how: Search, whole: Alternative, part: Alternative): boolean | undefined {
  if (whole.data.kind === Kind.Array) {
    if (how !== "contains") return false;
    const answers = whole.data.values().map((item) => compare({ data: item, trail: [] }, "==", part));
    return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
  }
  if (truthiness(whole) === undefined) return undefined;
  if (!whole.data.primitive || !part.data.primitive) return false;
  return find(how, whole.data.coerceString(), part.data.coerceString());
}

/** `case(condition, value, …, otherwise)`: the value of the first condition that is true. */
function choose(args: readonly Alternatives[]): Alternatives {
  const possible: Alternative[] = [];
  for (let at = 0; at + 1 < args.length; at += 2) {
    const truths = (args[at] ?? []).map(truthiness);
    if (truths.some((truth) => truth !== false)) possible.push(...(args[at + 1] ?? []));
    if (truths.every((truth) => truth === true)) return distinct(possible);
  }
  return distinct([...possible, ...(args.at(-1) ?? [])]);
}
