// ITV015: a change edits the policy that judges it. Reported by the code that compares with the base branch (../base), after the configuration
// was applied, because the changed policy must not decide about this finding.
import type { Rule } from "./rule.ts";

export const changedPolicy: Rule = {
  id: "ITV015",
  name: "changed-policy",
  severity: "warning",
  precision: "very-high",
  tags: ["security", "deploy"],
  summary: "A change edits the policy that judges it, or brings its own exception.",
  why: "The author of a change can accept its findings in the same step, so that the check passes without anybody having agreed.",
  remedy:
    "Review the changed settings and exceptions. With `policy-from: base` the check uses the policy of the base branch, and a CODEOWNERS entry makes sure that somebody approves changes of it.",
};
