// Phrases shared by all reports: counts, the summary line, and locations.
import type { CheckResult } from "../check.ts";
import type { Location } from "../finding.ts";

/** `1 finding`, `3 findings`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** One line that sums up a check, without a full stop. */
export function verdictLine({ workflows, tally }: CheckResult): string {
  const { errors, warnings, immutable, undecided, unread, unreadable, unknown } = tally;
  const found = `${counted(errors, "error")}, ${counted(warnings, "warning")}`;
  const deploys = `${counted(immutable, "deployed image")} immutable, ${undecided} undecided`;
  const jobs = unread === 0 ? "" : `, ${counted(unread, "deploy job")} not understood`;
  const commands = unknown === 0 ? "" : `, ${counted(unknown, "command")} not understood`;
  const places = unreadable === 0 ? "" : `, ${counted(unreadable, "place")} not read`;
  return `${counted(workflows.length, "workflow")} checked: ${found}; ${deploys}${jobs}${commands}${places}`;
}

/** `path:line:column`, the format that editors and terminals understand. */
export function locationText({ path, range }: Location): string {
  return `${path}:${range.start.line}:${range.start.column}`;
}
