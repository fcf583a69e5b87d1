// A rule as SARIF describes it, with the properties that GitHub code scanning shows and sorts by:
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
import type { ReportingDescriptor } from "sarif";
import { pageOf, type Rule } from "../rules/rule.ts";

/** `home` is the project's address, without a slash at its end. */
export function sarifRule(rule: Rule, home: string) {
  const page = `${home}/blob/main/${pageOf(rule)}`;
  return {
    id: rule.id,
    name: rule.name,
    shortDescription: { text: rule.summary },
    fullDescription: { text: `${rule.summary} ${plain(rule.why)}` },
    help: {
      text: `${plain(rule.why)}\n\n${plain(rule.remedy)}\n\n${page}`,
      markdown: `${rule.why}\n\n**What to do.** ${rule.remedy}\n\n[${rule.id} ${rule.name}](${page})`,
    },
    helpUri: page,
    defaultConfiguration: { level: rule.severity },
    properties: {
      tags: [...rule.tags],
      precision: rule.precision,
      ...(rule.tags.includes("security") ? { "security-severity": RISK[rule.severity] } : {}),
      "problem.severity": rule.severity === "note" ? "recommendation" : rule.severity,
    },
  } satisfies ReportingDescriptor;
}

/** In the scale of CVSS: from 7.0 on code scanning says "high", from 4.0 on "medium". */
const RISK = { error: "7.5", warning: "5.0", note: "2.0" } as const;

function plain(markdown: string): string {
  return markdown.replace(/`/g, "");
}
