// The words that all reports share: numbers with their nouns, the line that says how it went, and where something stands.
import type { CheckResult } from "../check.ts";
import type { Location } from "../finding.ts";

/** `1 finding`, `3 findings`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** The one line that says how a check went, without a full stop. */
export function verdictLine({ workflows, tally }: CheckResult): string {
  const { errors, warnings, immutable, undecided, unread } = tally;
  const found = `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  const deploys = `${counted(immutable, "deployed image")} immutable, ${undecided} undecided`;
  const beside = unread === 0 ? "" : `, ${counted(unread, "deploy job")} not understood`;
  return `${counted(workflows.length, "workflow")} checked: ${found}; ${deploys}${beside}`;
}

/** `path:line:column`, as editors and terminals understand it. */
export function placeText({ path, range }: Location): string {
  return `${path}:${range.start.line}:${range.start.column}`;
}
