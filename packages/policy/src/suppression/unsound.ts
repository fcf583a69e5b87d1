// ITV013: an exception that excuses nothing, or that does not say what or why. Left alone, such exceptions hide what comes later.
import type { Finding, Location, Severity } from "../finding.ts";
import type { RuleName } from "../rule-name.ts";

export const UNSOUND_EXCEPTION: RuleName = { id: "ITV013", name: "unsound-exception", severity: "warning" };

/** A finding about a comment or an entry of the configuration; `subject` is what it excuses. */
export function unsoundException(place: Location, severity: Severity, subject: string, message: string): Finding {
  const { id: rule, name } = UNSOUND_EXCEPTION;
  return { ...place, rule, name, severity, message, subject, chain: [], related: [] };
}
