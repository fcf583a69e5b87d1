// The possible results of an expression: a set of GitHub's data types (string, number, boolean, null, array, object), each with its trail.
// Strings can contain marks (value/mark.ts) for parts known only at run time.
import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { BooleanData, Kind, Null, StringData } from "@actions/expressions/data/index";
import { falsy } from "@actions/expressions/result";
import { isLiteral, type MarkKind, mark, meaningOf } from "../value/mark.ts";
import { type Hop, only, union, type Values } from "../value/value.ts";

export type Alternative = { readonly data: ExpressionData; readonly trail: readonly Hop[] };
/** Never empty. */
export type Alternatives = readonly Alternative[];

const LIMIT = 32;

/** A property that is missing in some runs' events, such as `github.event.release` on a push. */
export const ABSENT = new Null();

/** Marks that may turn out to be empty. All others stand for non-empty text. */
const OPEN: ReadonlySet<string> = new Set<MarkKind>([
  "input",
  "secret",
  "variable",
  "output",
  "remote",
  "command",
  "expression",
  "reported",
]);

export function text(value: string, trail: readonly Hop[] = []): Alternative {
  return { data: new StringData(value), trail };
}

export function open(kind: MarkKind = "expression", trail: readonly Hop[] = []): Alternatives {
  return [text(mark(kind), trail)];
}

/** One alternative per possible truth value; undefined stands for both. */
export function booleans(truths: Iterable<boolean | undefined>): Alternatives {
  const possible = new Set<boolean>();
  for (const truth of truths) {
    for (const one of truth === undefined ? [true, false] : [truth]) possible.add(one);
    if (possible.size === 2) break;
  }
  return [...possible].map((truth) => ({ data: new BooleanData(truth), trail: [] }));
}

/** Removes duplicates; if there are too many alternatives, the rest becomes a single unknown one. */
export function distinct(all: Alternatives): Alternatives {
  if (all.length === 1) return all;
  const known = new Map<unknown, Alternative>();
  for (const one of all) {
    const key = one.data.primitive ? `${one.data.kind} ${one.data.coerceString()}` : one.data;
    if (!known.has(key)) known.set(key, one);
  }
  const list = [...known.values()];
  return list.length <= LIMIT ? list : [...list.slice(0, LIMIT - 1), ...open()];
}

/** Whether `||` and `if` treat it as true, by GitHub's rules; undefined if known only at run time. */
export function truthiness({ data }: Alternative): boolean | undefined {
  if (data.kind !== Kind.String) return !falsy(data);
  const chars = [...data.value];
  return chars.length > 0 && chars.every((char) => OPEN.has(meaningOf(char)?.kind ?? "")) ? undefined : !falsy(data);
}

/** True if the value is fully known before the run. */
export function isKnown({ data }: Alternative): boolean {
  return data.kind !== Kind.String || isLiteral(data.value);
}

/** The alternatives as strings, as GitHub inserts them into a script. */
export function textsOf(alternatives: Alternatives): Values {
  return union(alternatives.map(({ data, trail }) => ({ text: data.coerceString(), trail })));
}

/**
 * The possible values of the complete expression. Properties missing in some events are dropped, since no deploy would work without a name.
 */
export function resultOf(alternatives: Alternatives): Values {
  const there = alternatives.filter(({ data }) => data !== ABSENT);
  return there.length === 0 ? only("") : textsOf(there);
}

export function fromValues(values: Values): Alternatives {
  return values.map((value) => text(value.text, value.trail));
}
