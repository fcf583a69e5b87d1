// What the rule ITV013 finds: an exception that excuses nothing, or that does not say what or why.
import type { Finding, Location, Severity } from "../finding.ts";
import { suppression } from "../rules/suppression.ts";

/** A finding about a comment or an entry of the configuration; `subject` is what it excuses. */
export function unsoundException(place: Location, severity: Severity, subject: string, message: string): Finding {
  const { id: rule, name } = suppression;
  return { ...place, rule, name, severity, message, subject, chain: [], related: [] };
}
