// Looks up rules by id or name, as written in comments and in the configuration.
import type { Severity } from "./finding.ts";
import { nearest } from "./nearest.ts";

/** `id` as in `ITV001`, `name` as in `mutable-tag`; `severity` is the default and highest severity of its findings. */
export type RuleName = { readonly id: string; readonly name: string; readonly severity: Severity };

/** The rule with the id or name `written`, ignoring case. */
export function ruleNamed<R extends RuleName>(rules: readonly R[], written: string): R | undefined {
  const wanted = written.toLowerCase();
  return rules.find(({ id, name }) => id.toLowerCase() === wanted || name === wanted);
}

/** A clause for messages about an unknown rule: `no rule is called "ITV0O1"; the closest is ITV001`. */
export function unknownRule(rules: readonly RuleName[], written: string): string {
  const meant = nearest(
    written,
    rules.flatMap(({ id, name }) => [id, name]),
  );
  return `no rule is called "${written}"${meant === undefined ? "" : `; the closest is ${meant}`}`;
}
