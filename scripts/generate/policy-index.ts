// The list of rules in docs/policy/README.md, from the rules themselves.
import { posix } from "node:path";
import { table } from "@deploy-actions/action/generate";
import { type Rule, rulePage } from "@deploy-actions/policy";

export function policyIndex(rules: readonly Rule[]): string {
  return table(
    ["rule", "what it finds", "severity"],
    rules.map((rule) => [`[${rule.id} ${rule.name}](${posix.basename(rulePage(rule))})`, rule.summary, rule.severity]),
  );
}
