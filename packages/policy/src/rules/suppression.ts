// ITV013: an exception has no effect, gives no reason, or has expired. Reported by the code that applies exceptions (../suppression,
// ../config), after all other rules.
import type { Rule } from "./rule.ts";

export const suppression: Rule = {
  id: "ITV013",
  name: "suppression",
  severity: "warning",
  precision: "very-high",
  tags: ["deploy"],
  summary: "An exception has no effect, gives no reason, or has expired.",
  why: "An exception that is no longer needed can hide the next finding, and one without a reason cannot be reviewed.",
  remedy: "Delete it, add a reason after the bracket (`# itv-ignore[ITV001] reason`), or extend its date.",
};
