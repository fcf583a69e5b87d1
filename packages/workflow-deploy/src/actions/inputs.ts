// Reads action inputs: lists, switches, and image references, each with its place.
import { valuesIn, writtenIn } from "@deploy-actions/workflow-source";
import { literalOf, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral, only, type Values } from "@deploy-actions/workflow-source/value";
import type { ActionInput, ActionUse } from "../action-verb.ts";
import type { Effect } from "../effect.ts";

/** An action without effects on images. */
export const NOTHING: ActionUse = { effects: [], scripts: [] };

export function effects(...list: readonly Effect[]): ActionUse {
  return { effects: list, scripts: [] };
}

/** Deploy effects for several images. */
export function deploysOf(by: string, images: readonly Word[]): readonly Effect[] {
  return images.map((image) => ({ does: "deploy", by, image }));
}

/**
 * The trimmed, non-empty entries of a list. `separators` are the characters between them. An entry with an expression that returns several
 * values (`${{ steps.meta.outputs.tags }}`) becomes one word per value, all with the place of the expression.
 */
export function entriesOf(input: ActionInput | undefined, separators = "\n"): readonly Word[] {
  if (input === undefined) return [];
  const { template } = input;
  return spansOf(template.text, separators).flatMap(({ start, end }) => {
    const text = template.text.slice(start, end);
    const written = writtenIn(text, template.written);
    const place = template.place(start, end);
    return separated(valuesIn(text, template.holes), separators).map((values) => ({ values, written, place }));
  });
}

/** The input as one trimmed word; undefined if it isn't given, or is known to be empty. */
export function wordOf(input: ActionInput | undefined): Word | undefined {
  const [first] = entriesOf(input, "");
  return first;
}

/** The input's text if it is fully known. */
export function textOf(input: ActionInput | undefined): string | undefined {
  return literalOf(wordOf(input));
}

/** True unless the input is known to be off; `otherwise` applies if it isn't given. */
export function mayBeOn(input: ActionInput | undefined, otherwise: boolean): boolean {
  const word = wordOf(input);
  if (word === undefined) return otherwise;
  return word.values.some(({ text }) => !(isLiteral(text) && /^(?:false|0|no|off|n|f)?$/i.test(text)));
}

export type Span = { readonly start: number; readonly end: number };

/** The positions of the trimmed, non-empty entries of a list. */
export function spansOf(text: string, separators: string): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !separators.includes(text.charAt(at))) continue;
    const whole = text.slice(start, at);
    const trimmed = whole.trim();
    const from = start + whole.length - whole.trimStart().length;
    if (trimmed !== "") spans.push({ start: from, end: from + trimmed.length });
    start = at + 1;
  }
  return spans;
}

/** One set of alternatives, unless one of them is itself a list: then one set for each entry of each. */
function separated(values: Values, separators: string): readonly Values[] {
  const lists = values.map(({ text, trail }) => ({ trail, entries: entriesIn(text, separators) }));
  if (lists.every(({ entries }) => entries.length <= 1)) {
    const known = lists.flatMap(({ entries, trail }) => entries.map((text) => ({ text, trail })));
    return known.length === 0 ? [] : [known];
  }
  const each = lists.flatMap(({ entries, trail }) => entries.map((text) => ({ text, trail })));
  return [...new Map(each.map((one) => [one.text, one])).values()].map(({ text, trail }) => only(text, trail));
}

function entriesIn(text: string, separators: string): readonly string[] {
  return spansOf(text, separators).map(({ start, end }) => text.slice(start, end));
}
