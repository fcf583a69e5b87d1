// Holds what workflows deploy to the policy: every rule, one finding a place, counted and in order. Pure: it reads no file.
import type { WorkflowReport } from "@deploy-actions/workflow";
import type { Finding } from "./finding.ts";
import { findingsOf } from "./findings.ts";
import type { Settings } from "./rules/rule.ts";
import { unusedCommitTag } from "./rules/unused-commit-tag.ts";
import { inOrder, placeKey, settled } from "./settle.ts";
import { type Tally, tallyOf } from "./tally.ts";

export type CheckResult = {
  /** In the order of paths and positions. Those that somebody said may stay are among them, marked. */
  readonly findings: readonly Finding[];
  readonly tally: Tally;
  /** The workflows, and all files that were read for them, each sorted. */
  readonly workflows: readonly string[];
  readonly files: readonly string[];
};

export function checkReports(reports: readonly WorkflowReport[], settings: Settings): CheckResult {
  const found = settled(reports.flatMap((report) => findingsOf(report, settings)));
  const findings = inOrder(withoutStrayNotes(found));
  return {
    findings,
    tally: tallyOf(reports, findings),
    workflows: sorted(reports.map(({ path }) => path)),
    files: sorted(reports.flatMap(({ files }) => files)),
  };
}

/** A note that only adds to another finding goes where that one goes: with a finding that may stay, nobody asks what to write instead. */
function withoutStrayNotes(findings: readonly Finding[]): readonly Finding[] {
  const open = new Set(findings.filter(isOpen).map(placeKey));
  return findings.filter((one) => one.rule !== unusedCommitTag.id || open.has(placeKey(one)));

  function isOpen({ rule, suppressed }: Finding): boolean {
    return rule !== unusedCommitTag.id && suppressed === undefined;
  }
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].sort();
}
