// The functions of GitHub's expressions over sets of alternatives. Those that only join texts work on marks as on any other text.
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

/** More pairs than any condition means; beyond them both answers are possible. */
const PAIR_LIMIT = 256;
/** Characters of JSON that is read, and of a text that is joined out of parts: it is a name, not a file. */
const JSON_LIMIT = 50_000;
const TEXT_LIMIT = 2_000;
const PART_LIMIT = 100;
/** Far more than alternatives are kept. */
const WAY_LIMIT = 4_096;

/** `name` is in lower case. A function that nobody can foresee is open. */
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

/** What a question comes to for each alternative of one side with each of the other. */
export function pairs<T>(
  left: Alternatives,
  right: Alternatives,
  ask: (left: Alternative, right: Alternative) => T | undefined,
): (T | undefined)[] {
  if (left.length * right.length > PAIR_LIMIT) return [undefined];
  return left.flatMap((one) => right.map((other) => ask(one, other)));
}

/** `{0}` is the first value; `{{` and `}}` are braces. */
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

/** The parts one after the other. Texts that double with every nested call would never end. */
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

/** A mark alone may stand for any JSON; one inside a JSON string stays a part of it. */
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

/** An escape must not spell a character that stands for a mark. */
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

/** `case(condition, value, …, otherwise)`: the value of the first condition that holds. */
function choose(args: readonly Alternatives[]): Alternatives {
  const possible: Alternative[] = [];
  for (let at = 0; at + 1 < args.length; at += 2) {
    const truths = (args[at] ?? []).map(truthiness);
    if (truths.some((truth) => truth !== false)) possible.push(...(args[at + 1] ?? []));
    if (truths.every((truth) => truth === true)) return distinct(possible);
  }
  return distinct([...possible, ...(args.at(-1) ?? [])]);
}
