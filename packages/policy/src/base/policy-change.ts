// Compares two versions of the configuration, setting by setting.
import { FILE_START, type Range } from "@deploy-actions/workflow";
import { keyOffsets, parse, placesIn } from "../config/document.ts";

/** `settings` are named as in the file: `allow-images`, `severities.ITV001`; empty if a version cannot be read. `range` is in the new version. */
export type PolicyChange = { readonly settings: readonly string[]; readonly range: Range };

/** Undefined if both say the same, whatever their comments and layout. An absent file is the same as one without settings. */
export function policyChange(before: string | undefined, after: string | undefined): PolicyChange | undefined {
  if (before === after) return undefined;
  const [old, now] = [parse(before ?? ""), parse(after ?? "")];
  if (!old.ok || !now.ok) return { settings: [], range: FILE_START };
  const settings = differences(old.value, now.value);
  const [first] = settings;
  if (first === undefined) return undefined;
  const key = first.split(".", 1)[0] ?? "";
  return { settings, range: after === undefined ? FILE_START : placesIn(after)(keyOffsets(now.document, [key])) };
}

function differences(before: unknown, after: unknown): readonly string[] {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  if (old === undefined || now === undefined) return ["version"];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => key !== "version" && !isSame(old.get(key), now.get(key)))
    .flatMap((key) => withRules(key, old.get(key), now.get(key)));
}

/** For a mapping, its entries that differ. */
function withRules(key: string, before: unknown, after: unknown): readonly string[] {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  if (old === undefined || now === undefined) return [key];
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter((each) => !isSame(old.get(each), now.get(each)));
  return changed.length === 0 ? [key] : changed.map((each) => `${key}.${each}`);
}

/** An absent or empty value counts as a mapping without entries. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined || value === null || value === "") return new Map();
  return typeof value === "object" && !Array.isArray(value) ? new Map(Object.entries(value)) : undefined;
}

function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
