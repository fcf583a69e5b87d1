// ITV015 findings: changed settings, a comparison that was not possible, and exceptions that the base branch does not have.
import type { Finding, Location, Severity } from "../finding.ts";
import { changedPolicy } from "../rules/changed-policy.ts";
import { shortened } from "../rules/phrase.ts";
import type { PolicyChange } from "./policy-change.ts";

/** Number of settings that a message lists. */
const LISTED_LIMIT = 5;

/** `applied` says whose settings the check used. */
export function changedSettings(path: string, { settings, range }: PolicyChange, applied: "head" | "base"): Finding {
  const list = settings.slice(0, LISTED_LIMIT).map(shortened).join(", ");
  const more = settings.length > LISTED_LIMIT ? ` and ${settings.length - LISTED_LIMIT} more` : "";
  const what = settings.length === 0 ? "and one version of it cannot be read" : `in ${list}${more}`;
  const message =
    applied === "head"
      ? `${path} differs from the base branch ${what}: this change edits the policy that judges it. Review these settings; with policy-from: base they apply only once they are merged.`
      : `${path} differs from the base branch ${what}. The check used the settings of the base branch; the changed ones apply once they are merged.`;
  return changeFinding({ path, range }, applied === "head" ? "warning" : "note", settings.join(", "), message);
}

/** `why` is a sentence. */
export function notCompared(place: Location, why: string, next: string, strict: boolean): Finding {
  const message = `It is not known whether this change edits ${place.path}. ${why} ${next}`;
  return changeFinding(place, strict ? "warning" : "note", "not compared", message);
}

export function newException(place: Location, rule: string, strict: boolean): Finding {
  const message = `This itv-ignore[${rule}] is not in the base branch's version of this file: the change accepts its own finding. Review it; it is not reported again once it is merged.`;
  return changeFinding(place, strict ? "error" : "warning", `itv-ignore[${rule}]`, message);
}

function changeFinding(place: Location, severity: Severity, subject: string, message: string): Finding {
  const { id: rule, name } = changedPolicy;
  return { ...place, rule, name, severity, message, subject, chain: [], related: [] };
}
