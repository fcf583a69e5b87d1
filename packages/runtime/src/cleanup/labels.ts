// Decides by labels alone whether an object is in scope, protected, or none of our business. All match labels must be there, with exactly
// that value; any protect label wins. Decided here and not by an engine filter: two negated filters are ORed by the engine (moby #40286),
// so `prune --filter label!=a --filter label!=b` deletes what either of them should have kept.
import { RuntimeError } from "../error.ts";

/** `key=value`, both parts exact. */
export type Label = { readonly key: string; readonly value: string };

/** An object is in scope when it has all of `match` and none of `protect`. Made by {@link labelRule}, so `match` is never empty. */
export type LabelRule = { readonly match: readonly Label[]; readonly protect: readonly Label[] };

export type Labels = Readonly<Record<string, string>>;

export type LabelVerdict =
  | { readonly verdict: "matches" }
  | { readonly verdict: "protected"; readonly by: Label }
  | { readonly verdict: "out-of-scope" };

/** Labels as they were read from texts, or what is wrong with the texts; the mistake reads on after the name of the input. */
export type LabelsRead = { readonly value: readonly Label[] } | { readonly mistake: string };

/** Reads `key=value` texts that are to protect. */
export function readLabels(texts: readonly string[]): LabelsRead {
  const mistake = texts.map(wrongWith).find((problem) => problem !== undefined);
  if (mistake !== undefined) return { mistake };
  const value = texts.map(parsed);
  return value.length === 0 ? { mistake: NONE } : { value };
}

/** Reads `key=value` texts that are to match: those that an object can have all at once. */
export function readMatchLabels(texts: readonly string[]): LabelsRead {
  const read = readLabels(texts);
  const mistake = "value" in read ? contradiction(read.value) : undefined;
  return mistake === undefined ? read : { mistake };
}

/** Throws RuntimeError "bad-label" for a rule that would match too much, or nothing, or protect less than it says. */
export function labelRule(match: readonly Label[], protect: readonly Label[]): LabelRule {
  const none = match.length === 0 || protect.length === 0 ? NONE : undefined;
  const problem = none ?? contradiction(match) ?? overlap(match, protect);
  if (problem === undefined) return { match, protect };
  throw new RuntimeError("bad-label", {
    message: `The labels ${problem}.`,
    state: "Nothing was looked at and nothing was removed.",
    next: "Give labels as key=value, for example environment=testing.",
  });
}

const NONE = "must name at least one label; an empty list would take every object for a match, or protect none";

function wrongWith(text: string): string | undefined {
  const { key, value } = parsed(text);
  if (!text.includes("=")) return `must be key=value; "${text}" has no "="`;
  if (key === "" || /\s/.test(key)) return `must be key=value; "${text}" has no usable key`;
  if (value === "") return `must give a value for ${key}; an empty one is usually a variable that was not set`;
  if (/\$\{|\{\{/.test(text)) return `still holds a variable that nothing replaced: "${text}"`;
  return undefined;
}

/** Why match labels can never all be there at once, or undefined. */
function contradiction(match: readonly Label[]): string | undefined {
  const seen = new Map<string, string>();
  for (const { key, value } of match) {
    const other = seen.get(key);
    if (other !== undefined && other !== value)
      return `ask for ${key}=${other} and ${key}=${value} at once, which nothing can have`;
    seen.set(key, value);
  }
  return undefined;
}

/** What the labels of one object say under this rule. */
export function judge(labels: Labels, { match, protect }: LabelRule): LabelVerdict {
  const by = protect.find((label) => has(labels, label));
  if (by !== undefined) return { verdict: "protected", by };
  return match.every((label) => has(labels, label)) ? { verdict: "matches" } : { verdict: "out-of-scope" };
}

/**
 * The match labels that an object made from something with `labels` may have from there: the engine merges the two and keeps no record of
 * which was whose. One such label is enough for the whole match to say nothing about the object itself.
 */
export function inheritable(labels: Labels, { match }: LabelRule): readonly Label[] {
  return match.filter((label) => has(labels, label));
}

export function labelText({ key, value }: Label): string {
  return `${key}=${value}`;
}

function has(labels: Labels, { key, value }: Label): boolean {
  return Object.hasOwn(labels, key) && labels[key] === value;
}

function overlap(match: readonly Label[], protect: readonly Label[]): string | undefined {
  const protecting = new Set(protect.map(labelText));
  const both = match.map(labelText).find((text) => protecting.has(text));
  return both === undefined ? undefined : `name ${both} both to match and to protect, so nothing could ever be removed`;
}

function parsed(text: string): Label {
  const at = text.indexOf("=");
  return at < 0 ? { key: text, value: "" } : { key: text.slice(0, at), value: text.slice(at + 1) };
}
