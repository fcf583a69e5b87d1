// What people write to name a rule, in a comment or in the configuration: its id or its name.
import type { Severity } from "./finding.ts";
import { nearest } from "./nearest.ts";

/** `id` as `ITV001`, `name` as `mutable-tag`; `severity` is what its findings have at most by default. */
export type RuleName = { readonly id: string; readonly name: string; readonly severity: Severity };

/** The rule that `written` names, in any case. */
export function ruleNamed<R extends RuleName>(rules: readonly R[], written: string): R | undefined {
  const wanted = written.toLowerCase();
  return rules.find(({ id, name }) => id.toLowerCase() === wanted || name === wanted);
}

/** A clause for messages about a rule that nobody knows: `no rule is called "ITV0O1"; ITV001 is`. */
export function unknownRule(rules: readonly RuleName[], written: string): string {
  const meant = nearest(
    written,
    rules.flatMap(({ id, name }) => [id, name]),
  );
  return `no rule is called "${written}"${meant === undefined ? "" : `; the nearest is ${meant}`}`;
}
