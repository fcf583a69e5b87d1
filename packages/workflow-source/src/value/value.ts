// The possible values of a text at deploy time: a set of alternatives, each with the trail of places it came through. The worst alternative
// decides, so none may be lost: if there are too many, the rest becomes a single unknown one.
import type { SourcePlace } from "../position.ts";
import { mark } from "./mark.ts";

/**
 * One place that a value came through; trails start nearest to the use. `what` is a label: `env IMAGE_TAG`, `steps.meta.outputs.tag`,
 * `input tag (required, no default)`. `fallback` is set if the value is used only when no other value is given (`${TAG:-latest}`, an
 * input's `default:`, `|| 'latest'`).
 */
export type Hop = { readonly what: string; readonly place: SourcePlace; readonly fallback?: true };

/** `text` contains marks (mark.ts) for parts known only at run time. */
export type Value = { readonly text: string; readonly trail: readonly Hop[] };

/** Alternatives: never empty, at most {@link LIMIT}, and no two with the same text. */
export type Values = readonly Value[];

/** More than real workflows need; the product of two long lists can exceed it. */
const LIMIT = 32;
const TRAIL_LIMIT = 24;
/** Characters. A longer text is a file and not a name. */
const TEXT_LIMIT = 100_000;
/**
 * Maximum number of characters processed when joining alternatives. A text with hundreds of choices is not a name, so the rest becomes
 * unknown.
 */
const WORK_LIMIT = 2_000_000;

export const EMPTY: Values = [{ text: "", trail: [] }];

/** A single alternative. */
export function only(text: string, trail: readonly Hop[] = []): Values {
  return [{ text, trail }];
}

/** All alternatives of all sets. An empty union is one empty text. */
export function union(...sets: readonly Values[]): Values {
  return limited(sets.flat());
}

/** All concatenations of one alternative from each part. */
export function concat(...parts: readonly Values[]): Values {
  let whole: Values = EMPTY;
  let left = WORK_LIMIT;
  for (const part of parts) {
    const [first] = part;
    if (part.length === 1 && first !== undefined && whole.length === 1 && whole[0] !== undefined) {
      whole = [joined(whole[0], first)];
      continue;
    }
    whole = limited(pairs(whole, part));
    left -= whole.reduce((sum, { text }) => sum + text.length, 0);
    if (left < 0) return only(mark("expression"), whole[0]?.trail);
  }
  return whole;
}

/** The same alternatives with changed texts. */
export function mapText(values: Values, change: (text: string) => string): Values {
  return limited(values.map(({ text, trail }) => ({ text: change(text), trail })));
}

/** Replaces each alternative with others, which keep its trail after their own. */
export function flatMapText(values: Values, change: (text: string) => Values): Values {
  return limited(
    values.flatMap(({ text, trail }) =>
      change(text).map((one) => ({ text: one.text, trail: trailOf(one.trail, trail) })),
    ),
  );
}

/** The same alternatives with `hop` added to their trails as the latest place. */
export function withHop(values: Values, hop: Hop): Values {
  return values.map(({ text, trail }) => ({ text, trail: [hop, ...trail].slice(0, TRAIL_LIMIT) }));
}

/** The text if there is only one alternative. It may contain marks. */
export function soleText(values: Values): string | undefined {
  return values.length === 1 ? values[0]?.text : undefined;
}

function joined(head: Value, tail: Value): Value {
  const room = Math.max(0, TEXT_LIMIT - head.text.length);
  return { text: head.text + tail.text.slice(0, room), trail: trailOf(head.trail, tail.trail) };
}

function trailOf(first: readonly Hop[], second: readonly Hop[]): readonly Hop[] {
  if (second.length === 0) return first;
  return first.length === 0 ? second : [...new Set([...first, ...second])].slice(0, TRAIL_LIMIT);
}

/** Generated lazily, so that no more are joined than are kept. */
function* pairs(heads: Values, tails: Values): Iterable<Value> {
  for (const head of heads) for (const tail of tails) yield joined(head, tail);
}

function limited(all: Iterable<Value>): Values {
  const distinct = new Map<string, Value>();
  for (const one of all) {
    if (distinct.has(one.text)) continue;
    if (distinct.size === LIMIT) return withOpenEnd([...distinct.values()]);
    distinct.set(one.text, one);
  }
  return distinct.size === 0 ? EMPTY : [...distinct.values()];
}

/** Replaces the last alternative with an unknown one that stands for all that did not fit. */
function withOpenEnd(full: Values): Values {
  return [...full.slice(0, -1), { text: mark("expression"), trail: full.at(-1)?.trail ?? [] }];
}
