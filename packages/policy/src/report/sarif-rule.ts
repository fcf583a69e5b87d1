// A rule in SARIF, with the properties that GitHub code scanning displays and sorts by:
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
import type { ReportingDescriptor } from "sarif";
import { type Rule, rulePage } from "../rules/rule.ts";

/** `home` is the project's URL, without a trailing slash. */
export function sarifRule(rule: Rule, home: string) {
  const page = `${home}/blob/main/${rulePage(rule)}`;
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

/** CVSS scores: code scanning shows "high" from 7.0 and "medium" from 4.0. */
const RISK = { error: "7.5", warning: "5.0", note: "2.0" } as const;

function plain(markdown: string): string {
  return markdown.replace(/`/g, "");
}
