// ITV013: somebody's word that a finding may stay does not hold: it excuses nothing, gives no reason, or is out of date. Found where
// such words are applied (../suppression, ../config), after all other rules.
import type { Rule } from "./rule.ts";

export const suppression: Rule = {
  id: "ITV013",
  name: "suppression",
  severity: "warning",
  precision: "very-high",
  tags: ["deploy"],
  summary: "An exception excuses nothing, gives no reason, or is out of date.",
  why: "An exception that outlives its finding hides the next one, and one without a reason cannot be reviewed.",
  remedy: "Delete it, say why behind the bracket (`# itv-ignore[ITV001] why`), or renew its date.",
};
