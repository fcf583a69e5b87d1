// The list of rules in docs/policy/README.md, from the rules themselves.
import { posix } from "node:path";
import { table } from "@deploy-actions/action/generate";
import { pageOf, type Rule } from "@deploy-actions/policy";

export function policyIndex(rules: readonly Rule[]): string {
  return table(
    ["rule", "what it finds", "severity"],
    rules.map((rule) => [`[${rule.id} ${rule.name}](${posix.basename(pageOf(rule))})`, rule.summary, rule.severity]),
  );
}
