// Shows findings: annotations, the summary, and the problem when findings reach the threshold.
import { isAbsolute, join, relative, sep } from "node:path";
import type { Report, Summary } from "@deploy-actions/action";
import type { Problem } from "@deploy-actions/contract";
import { type Coverage, describeCoverage, emptyScanners } from "./coverage.ts";
import { type Counts, countsOf, isAtLeast, SEVERITIES, type Threshold } from "./severity.ts";
import { formatLocation, row } from "./table.ts";
import type { Finding } from "./trivy-report.ts";

/** GitHub shows ten errors and ten warnings per step; one error is reserved for the reason why the step failed. */
const MAX_ANNOTATIONS: Readonly<Record<"error" | "warning", number>> = { error: 9, warning: 10 };

/** Maximum rows in the summary and the log; GitHub accepts at most 1 MiB per summary. */
export const MAX_ROWS = 200;

/** `folder`: the files of findings are relative to it; annotations need paths relative to the workspace. */
export function annotate(
  findings: readonly Finding[],
  failOn: Threshold,
  folder: string,
  workspace: string,
  annotate: Report["annotate"],
): void {
  const left = { ...MAX_ANNOTATIONS };
  for (const finding of findings) {
    const level = fails(finding, failOn) ? "error" : "warning";
    if (left[level] === 0) continue;
    left[level] -= 1;
    const file = inWorkspace(join(folder, finding.file), workspace);
    annotate({
      level,
      title: `${finding.rated ?? finding.severity}: ${finding.id}`,
      message: describeFinding(finding),
      ...(file === undefined ? {} : { file }),
      ...(file === undefined || finding.lines === undefined ? {} : { line: finding.lines.first }),
    });
  }
}

export type ScanSummary = {
  readonly findings: readonly Finding[];
  /** The severities in the report. */
  readonly shown: readonly string[];
  readonly failOn: Threshold;
  readonly coverage: Coverage;
  readonly failed: boolean;
};

export function summarize({ findings, shown, failOn, coverage, failed }: ScanSummary, summary: Summary): void {
  const counts = countsOf(findings.map(({ severity }) => severity));
  const empty = emptyScanners(coverage);
  const status = failed ? "bad" : empty.length > 0 || coverage.unfollowed.length > 0 ? "warning" : "good";
  summary.headline(status, `Trivy: ${formatCounts(counts).replace(/^No/, "no")}; ${describeCoverage(coverage)}`);
  for (const sentence of empty) summary.paragraph(sentence);
  if (coverage.unfollowed.length > 0) {
    summary.paragraph("These links point outside the scanned folder or are broken. Their targets were not scanned:");
    summary.list(coverage.unfollowed.slice(0, MAX_ROWS).map(asCode));
  }
  summary.table(
    ["severity", "findings", "fails the step"],
    SEVERITIES.filter((severity) => shown.includes(severity)).map((severity) => [
      severity,
      `${counts[severity]}`,
      isAtLeast(severity, failOn) ? "yes" : "no",
    ]),
  );
  if (findings.length === 0) return;
  summary.table(
    ["severity", "id", "location", "package", "fixed in", "title"],
    findings.slice(0, MAX_ROWS).map((finding) => {
      const [severity = "", id = "", location = "", dependency = "", fixed = "", title = ""] = row(finding);
      return [
        severity,
        asCode(id),
        asCode(location),
        dependency === "-" ? dependency : asCode(dependency),
        fixed,
        title,
      ];
    }),
  );
  if (findings.length > MAX_ROWS) summary.paragraph(`The other ${findings.length - MAX_ROWS} are in the report.`);
}

/** The problem when findings reach the threshold, otherwise undefined. */
export function thresholdProblem(findings: readonly Finding[], failOn: Threshold, report: string): Problem | undefined {
  const failing = findings.filter((finding) => fails(finding, failOn));
  const [worst] = failing;
  if (worst === undefined) return undefined;
  const counts = countsOf(failing.map(({ severity }) => severity));
  const secrets = failing.some(({ kind }) => kind === "secret");
  const fixes = failing.some(({ package: dependency }) => dependency?.fixed);
  const { rated } = worst;
  const why =
    rated === undefined
      ? `and the step fails on ${failOn}. The worst: `
      : `one of them with the unknown severity "${rated}", which is treated as the worst: `;
  return {
    happened: `${formatCounts(counts)}, ${why}${describeFinding(worst)} (${formatLocation(worst)})`,
    state: `Nothing was changed. All findings are in ${report}.`,
    next: [
      secrets ? "Rotate each secret, then remove it from the code: a pushed secret must be considered leaked." : "",
      fixes ? "Update the packages that have a fix." : "",
      "To accept a finding, add its id to .trivyignore, with the reason.",
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
  };
}

/** An unknown severity fails every threshold except NONE. */
function fails({ severity, rated }: Finding, failOn: Threshold): boolean {
  return isAtLeast(severity, failOn) || (rated !== undefined && failOn !== "NONE");
}

/** Formats text as code; a backtick in it would end the code early. */
function asCode(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

/** "2 CRITICAL and 1 HIGH findings". */
export function formatCounts(counts: Counts): string {
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  );
  const total = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
  if (total === 0) return "No findings";
  const list = parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
  return `${list} finding${total === 1 ? "" : "s"}`;
}

function describeFinding({ kind, title, id, package: dependency }: Finding): string {
  if (kind === "secret" || dependency === undefined) return `This file contains a secret: ${title}.`;
  const fix = dependency.fixed === "" ? "there is no fix yet" : `fixed in ${dependency.fixed}`;
  return `${dependency.name} ${dependency.installed} has ${id}${title === "" ? "" : ` (${title})`}; ${fix}.`;
}

/** With forward slashes; undefined for a file outside the workspace. */
function inWorkspace(path: string, workspace: string): string | undefined {
  const inside = relative(workspace, path);
  return inside === "" || inside.startsWith("..") || isAbsolute(inside) ? undefined : inside.split(sep).join("/");
}
