// ITV013 findings: an exception that has no effect, or that does not name a rule or reason.
import type { Finding, Location, Severity } from "../finding.ts";
import { suppression } from "../rules/suppression.ts";

/** A finding about a comment or a configuration entry; `subject` is what the exception covers. */
export function exceptionFinding(place: Location, severity: Severity, subject: string, message: string): Finding {
  const { id: rule, name } = suppression;
  return { ...place, rule, name, severity, message, subject, chain: [], related: [] };
}
