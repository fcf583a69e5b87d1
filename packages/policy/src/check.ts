// Holds what workflows deploy to the policy: every rule, one finding a place, less what somebody said may stay, counted and in order.
// Pure: it reads no file and no clock.
import type { WorkflowReport } from "@deploy-actions/workflow";
import { applyConfig } from "./config/apply.ts";
import type { Config } from "./config/config.ts";
import type { Finding } from "./finding.ts";
import { findingsOf } from "./findings.ts";
import { withFixes } from "./fix/fixes.ts";
import { gathered } from "./gather.ts";
import { rules } from "./rules/all.ts";
import type { Settings } from "./rules/rule.ts";
import { unpinnedUse } from "./rules/unpinned-use.ts";
import { unusedCommitTag } from "./rules/unused-commit-tag.ts";
import { inOrder, placeKey, settled } from "./settle.ts";
import { applySuppressions } from "./suppression/apply.ts";
import { type Tally, tallyOf } from "./tally.ts";

/** What a team said about findings, beside the settings of a run. */
export type Decisions = {
  /** The text of a file that was read, for the comments in it; undefined where it has none any more. */
  text(path: string): string | undefined;
  readonly config: Config;
  /** The day, as YYYY-MM-DD: exceptions end. */
  readonly today: string;
  /** Reads a workflow again as if files (by path) had other texts. Fixes are tried with it; without it none is offered. */
  readonly recheck?: (path: string, texts: ReadonlyMap<string, string>) => WorkflowReport;
};

export type CheckResult = {
  /** In the order of paths and positions. Those that somebody said may stay are among them, marked. */
  readonly findings: readonly Finding[];
  readonly tally: Tally;
  /** The workflows, and all files that were read for them, each sorted. */
  readonly workflows: readonly string[];
  readonly files: readonly string[];
};

export function checkReports(
  reports: readonly WorkflowReport[],
  settings: Settings,
  { text, config, today, recheck }: Decisions,
): CheckResult {
  const files = sorted(reports.flatMap((report) => report.files));
  const found = settled(reports.flatMap((report) => findingsOf(report, settings)));
  const off = new Set(settings.actions === "off" ? [unpinnedUse.id] : []);
  const excused = applySuppressions(found, { paths: files, text }, { known: rules, off });
  const weighed = applyConfig(excused, config, today, rules);
  const fixed = recheck === undefined ? weighed : withFixes(weighed, reports, { text, recheck });
  const findings = inOrder(gathered(withoutStrayNotes(fixed)));
  return { findings, tally: tallyOf(reports, findings), workflows: sorted(reports.map(({ path }) => path)), files };
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
