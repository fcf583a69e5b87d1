// Decides by labels alone whether an object is in scope, protected, or out of scope. All match labels must be present with exactly their value;
// any protect label wins. Not done with engine filters, because the engine ORs negated filters (moby #40286):
// `prune --filter label!=a --filter label!=b` deletes objects that only one of them should keep.
import type { ReadResult } from "@deploy-actions/contract";
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

/** Parses the labels that protect. */
export function readLabels(texts: readonly string[]): ReadResult<readonly Label[]> {
  const mistake = texts.map(labelProblem).find((problem) => problem !== undefined);
  if (mistake !== undefined) return { mistake };
  const value = texts.map(parsed);
  return value.length === 0 ? { mistake: NONE } : { value };
}

/** Parses the labels to match, which must be possible on one object. */
export function readMatchLabels(texts: readonly string[]): ReadResult<readonly Label[]> {
  const read = readLabels(texts);
  const mistake = "value" in read ? contradiction(read.value) : undefined;
  return mistake === undefined ? read : { mistake };
}

/** Throws RuntimeError "bad-label" for an empty or contradictory rule. */
export function labelRule(match: readonly Label[], protect: readonly Label[]): LabelRule {
  const none = match.length === 0 || protect.length === 0 ? NONE : undefined;
  const problem = none ?? contradiction(match) ?? overlap(match, protect);
  if (problem === undefined) return { match, protect };
  throw new RuntimeError("bad-label", {
    message: `The labels ${problem}.`,
    state: "Nothing was inspected or removed.",
    next: "Give labels as key=value, for example environment=testing.",
  });
}

const NONE = "must contain at least one label; an empty list would match every object, or protect none";

function labelProblem(text: string): string | undefined {
  const { key, value } = parsed(text);
  if (!text.includes("=")) return `must be key=value; "${text}" has no "="`;
  if (key === "" || /\s/.test(key)) return `must be key=value; "${text}" has no usable key`;
  if (value === "") return `must give a value for ${key}; an empty one is usually a variable that was not set`;
  if (/\$\{|\{\{/.test(text)) return `contains a variable that was not replaced: "${text}"`;
  return undefined;
}

/** Why no object can have all the match labels, or undefined. */
function contradiction(match: readonly Label[]): string | undefined {
  const seen = new Map<string, string>();
  for (const { key, value } of match) {
    const other = seen.get(key);
    if (other !== undefined && other !== value)
      return `must not require both ${key}=${other} and ${key}=${value}, which no object can have`;
    seen.set(key, value);
  }
  return undefined;
}

/** The verdict of the rule on one object's labels. */
export function judge(labels: Labels, { match, protect }: LabelRule): LabelVerdict {
  const by = protect.find((label) => has(labels, label));
  if (by !== undefined) return { verdict: "protected", by };
  return match.every((label) => has(labels, label)) ? { verdict: "matches" } : { verdict: "out-of-scope" };
}

/**
 * The match labels that an object may inherit from a base with `labels`: the engine merges both sets and does not record which label came from
 * where. A single inherited label makes the match unreliable.
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
  return both === undefined
    ? undefined
    : `include ${both} both to match and to protect, so nothing could ever be removed`;
}

function parsed(text: string): Label {
  const at = text.indexOf("=");
  return at < 0 ? { key: text, value: "" } : { key: text.slice(0, at), value: text.slice(at + 1) };
}
