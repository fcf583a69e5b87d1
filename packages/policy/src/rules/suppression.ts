// ITV013: somebody's word that a finding may stay does not hold: unused, without a reason, or out of date. What it says is found
// where suppressions are applied (../suppression, ../config), after all other rules.
import type { Rule } from "./rule.ts";

export const suppression: Rule = {
  id: "ITV013",
  name: "suppression",
  severity: "warning",
  precision: "very-high",
  tags: ["deploy"],
  summary: "A suppression is unused, has no reason, or is out of date.",
  why: "A suppression that outlives its finding hides the next one, and one without a reason cannot be reviewed.",
  remedy: "Remove it, give the reason after the rule (`# itv-ignore[ITV001] why`), or renew its date.",
};
