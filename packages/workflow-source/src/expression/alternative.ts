// What an expression may come to: a set of GitHub's own kinds of data (text, number, boolean, null, array, object), each with its trail.
// A text may hold marks (value/mark.ts) where only a run knows.
import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { BooleanData, Kind, Null, StringData } from "@actions/expressions/data/index";
import { falsy } from "@actions/expressions/result";
import { isLiteral, type MarkKind, mark, meaningOf } from "../value/mark.ts";
import { type Hop, only, union, type Values } from "../value/value.ts";

export type Alternative = { readonly data: ExpressionData; readonly trail: readonly Hop[] };
/** Never empty. */
export type Alternatives = readonly Alternative[];

const LIMIT = 32;

/** A property that the event of some runs doesn't have, such as `github.event.release` on a push. */
export const ABSENT = new Null();

/** Marks that may turn out to be empty. The others stand for something that is always there. */
const OPEN: ReadonlySet<string> = new Set<MarkKind>([
  "input",
  "secret",
  "variable",
  "output",
  "remote",
  "command",
  "expression",
  "told",
]);

export function text(value: string, trail: readonly Hop[] = []): Alternative {
  return { data: new StringData(value), trail };
}

export function open(kind: MarkKind = "expression", trail: readonly Hop[] = []): Alternatives {
  return [text(mark(kind), trail)];
}

/** One alternative for each truth that is possible; undefined stands for both. */
export function booleans(truths: Iterable<boolean | undefined>): Alternatives {
  const possible = new Set<boolean>();
  for (const truth of truths) {
    for (const one of truth === undefined ? [true, false] : [truth]) possible.add(one);
    if (possible.size === 2) break;
  }
  return [...possible].map((truth) => ({ data: new BooleanData(truth), trail: [] }));
}

/** The alternatives without repetitions; where there are too many, the rest becomes one that is open. */
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

/** Whether `||` and `if` take it for true, by GitHub's rules; undefined where only a run knows. */
export function truthiness({ data }: Alternative): boolean | undefined {
  if (data.kind !== Kind.String) return !falsy(data);
  const chars = [...data.value];
  return chars.length > 0 && chars.every((char) => OPEN.has(meaningOf(char)?.kind ?? "")) ? undefined : !falsy(data);
}

/** True when a run adds nothing to it. */
export function isKnown({ data }: Alternative): boolean {
  return data.kind !== Kind.String || isLiteral(data.value);
}

/** The alternatives as text, as GitHub writes them into a script. */
export function textsOf(alternatives: Alternatives): Values {
  return union(alternatives.map(({ data, trail }) => ({ text: data.coerceString(), trail })));
}

/** What the whole expression may be. What some events lack is left out: nobody deploys an image without a name. */
export function resultOf(alternatives: Alternatives): Values {
  const there = alternatives.filter(({ data }) => data !== ABSENT);
  return there.length === 0 ? only("") : textsOf(there);
}

export function fromValues(values: Values): Alternatives {
  return values.map((value) => text(value.text, value.trail));
}
