// Checks deployments against the policy: runs every rule, merges findings at the same place, applies exceptions, adds fixes, and sorts and
// counts the result. Pure: reads no files and no clock.
import type { WorkflowReport } from "@deploy-actions/workflow";
import { type BaseText, newExceptions } from "./base/new-exceptions.ts";
import { applyConfig } from "./config/apply.ts";
import type { Config } from "./config/config.ts";
import type { Finding } from "./finding.ts";
import { findingsOf } from "./findings.ts";
import { withFixes } from "./fix/fixes.ts";
import { groupedByCommand } from "./group-by-command.ts";
import { mergedByPlace, placeKey, sortedFindings } from "./merge-by-place.ts";
import { rules } from "./rules/all.ts";
import type { Settings } from "./rules/rule.ts";
import { unpinnedUse } from "./rules/unpinned-use.ts";
import { unusedCommitTag } from "./rules/unused-commit-tag.ts";
import { applySuppressions } from "./suppression/apply.ts";
import { type Tally, tallyOf } from "./tally.ts";

/** What a check needs besides the reports and settings. */
export type CheckContext = {
  /** The text of a file that was read, used to find comments; undefined if the file no longer exists. */
  text(path: string): string | undefined;
  readonly config: Config;
  /** Today's date as YYYY-MM-DD, used for expiry dates. */
  readonly today: string;
  /** Findings about the policy itself. No exception and no severity in the configuration applies to them. */
  readonly about?: readonly Finding[];
  /** Set if the policy comes from the base branch: exceptions that its version of a file does not have are reported. */
  readonly base?: BaseText;
  /**
   * Analyses a workflow again as if the given files (by path) had different texts. Fixes are verified with it; without it, no fixes are
   * offered.
   */
  readonly recheck?: (path: string, texts: ReadonlyMap<string, string>) => WorkflowReport;
};

export type CheckResult = {
  /** Sorted by path and position. Includes suppressed findings, with `suppressed` set. */
  readonly findings: readonly Finding[];
  readonly tally: Tally;
  /** The workflows, and all files that were read for them, each sorted. */
  readonly workflows: readonly string[];
  readonly files: readonly string[];
};

export function checkReports(
  reports: readonly WorkflowReport[],
  settings: Settings,
  { text, config, today, recheck, about = [], base }: CheckContext,
): CheckResult {
  const files = sorted(reports.flatMap((report) => report.files));
  const found = mergedByPlace(reports.flatMap((report) => findingsOf(report, settings)));
  const off = new Set(settings.actions === "off" ? [unpinnedUse.id] : []);
  const suppressed = applySuppressions(found, { paths: files, text }, { known: rules, off });
  const configured = applyConfig(suppressed, config, today, rules);
  const fixed = recheck === undefined ? configured : withFixes(configured, reports, { text, recheck });
  const added = base === undefined ? [] : newExceptions(fixed, text, base, settings.strict);
  const findings = sortedFindings([...groupedByCommand(withoutStrayNotes(fixed)), ...added, ...about]);
  return { findings, tally: tallyOf(reports, findings), workflows: sorted(reports.map(({ path }) => path)), files };
}

/** Drops ITV010 notes whose main finding is gone or suppressed: the note only says how to fix that finding. */
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
