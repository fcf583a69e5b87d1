// Findings as people meet them: annotations at the file, a table in the log, a summary, and the sentences of a failed gate.
import { isAbsolute, join, relative, sep } from "node:path";
import type { Report, Summary } from "@deploy-actions/action";
import type { Problem } from "@deploy-actions/contract";
import { type Coverage, gaps, inWords as lookedAt } from "./coverage.ts";
import { type Counts, countsOf, isAtLeast, SEVERITIES, type Threshold } from "./severity.ts";
import { place, row } from "./table.ts";
import type { Finding } from "./trivy-report.ts";

/** GitHub shows ten errors and ten warnings of a step; one error is kept for the one that says why it failed. */
const SHOWN: Readonly<Record<"error" | "warning", number>> = { error: 9, warning: 10 };

/** Rows of the summary's table and of the log; GitHub takes no summary above 1 MiB, and nobody reads more than this. */
export const ROWS = 200;

/** `folder` is what files of findings are relative to; annotations need them relative to the workspace. */
export function annotate(
  findings: readonly Finding[],
  failOn: Threshold,
  folder: string,
  workspace: string,
  annotate: Report["annotate"],
): void {
  const left = { ...SHOWN };
  for (const finding of findings) {
    const level = fails(finding, failOn) ? "error" : "warning";
    if (left[level] === 0) continue;
    left[level] -= 1;
    const file = inWorkspace(join(folder, finding.file), workspace);
    annotate({
      level,
      title: `${finding.rated ?? finding.severity}: ${finding.id}`,
      message: sentence(finding),
      ...(file === undefined ? {} : { file }),
      ...(file === undefined || finding.lines === undefined ? {} : { line: finding.lines.first }),
    });
  }
}

export type Judged = {
  readonly findings: readonly Finding[];
  /** Severities that the report holds. */
  readonly shown: readonly string[];
  readonly failOn: Threshold;
  readonly coverage: Coverage;
  readonly failed: boolean;
};

export function summarize({ findings, shown, failOn, coverage, failed }: Judged, summary: Summary): void {
  const counts = countsOf(findings.map(({ severity }) => severity));
  const missing = gaps(coverage);
  const status = failed ? "bad" : missing.length > 0 || coverage.unfollowed.length > 0 ? "warning" : "good";
  summary.headline(status, `Trivy: ${inWords(counts).replace(/^No/, "no")}; ${lookedAt(coverage)}`);
  for (const gap of missing) summary.paragraph(gap);
  if (coverage.unfollowed.length > 0) {
    summary.paragraph("Links that lead out of what was scanned, or nowhere. What is behind them was not looked at:");
    summary.list(coverage.unfollowed.slice(0, ROWS).map(asCode));
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
    ["severity", "what", "where", "package", "fixed in", "title"],
    findings.slice(0, ROWS).map((finding) => {
      const [severity = "", what = "", where = "", dependency = "", fixed = "", title = ""] = row(finding);
      return [
        severity,
        asCode(what),
        asCode(where),
        dependency === "-" ? dependency : asCode(dependency),
        fixed,
        title,
      ];
    }),
  );
  if (findings.length > ROWS) summary.paragraph(`The other ${findings.length - ROWS} are in the report.`);
}

/** What failed the gate, or undefined when nothing did. */
export function gate(findings: readonly Finding[], failOn: Threshold, report: string): Problem | undefined {
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
      : `one of them rated "${rated}", which this action does not know and takes for the worst: `;
  return {
    happened: `${inWords(counts)}, ${why}${sentence(worst)} (${place(worst)})`,
    state: `Nothing was changed. All findings are in ${report}.`,
    next: [
      secrets ? "Replace each secret where it is used, then remove it: what was pushed is known." : "",
      fixes ? "Update the packages that have a fix." : "",
      "A finding you accept goes by its id into .trivyignore, with the reason.",
    ]
      .filter((words) => words !== "")
      .join(" "),
  };
}

/** A rating that nobody understands fails every gate that there is. */
function fails({ severity, rated }: Finding, failOn: Threshold): boolean {
  return isAtLeast(severity, failOn) || (rated !== undefined && failOn !== "NONE");
}

/** Backticks set text as code; one within it would end that early. */
function asCode(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

/** "2 CRITICAL and 1 HIGH findings". */
export function inWords(counts: Counts): string {
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map(
    (severity) => `${counts[severity]} ${severity}`,
  );
  const total = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
  if (total === 0) return "No findings";
  const list = parts.length === 1 ? parts[0] : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
  return `${list} finding${total === 1 ? "" : "s"}`;
}

function sentence({ kind, title, id, package: dependency }: Finding): string {
  if (kind === "secret" || dependency === undefined) return `A secret is in this file: ${title}.`;
  const fix = dependency.fixed === "" ? "there is no fix yet" : `fixed in ${dependency.fixed}`;
  return `${dependency.name} ${dependency.installed} has ${id}${title === "" ? "" : ` (${title})`}; ${fix}.`;
}

/** With forward slashes; undefined for a file that is not in the workspace. */
function inWorkspace(path: string, workspace: string): string | undefined {
  const inside = relative(workspace, path);
  return inside === "" || inside.startsWith("..") || isAbsolute(inside) ? undefined : inside.split(sep).join("/");
}
