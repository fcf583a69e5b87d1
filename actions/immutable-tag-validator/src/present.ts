// Shows findings where people look: annotations on the lines, a job summary to work through.
import type { Report, Summary } from "@deploy-actions/action";
import type { FileReport, Finding } from "@deploy-actions/workflow";

/** What all files come to. `unreadCompose` and `unreadScripts` were seen and not judged. */
export type Totals = {
  readonly files: number;
  readonly findings: readonly Finding[];
  readonly errors: number;
  readonly warnings: number;
  readonly immutable: number;
  readonly undecided: number;
  readonly unreadCompose: number;
  readonly unreadScripts: number;
};

/** GitHub shows ten annotations of a kind for a step; a few more stay readable in the log, thousands don't. */
const ANNOTATIONS = 50;
const SUMMARY_ROWS = 500;

export function totalsOf(reports: readonly FileReport[]): Totals {
  const findings = reports.flatMap((report) => report.findings);
  const sum = (pick: (report: FileReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return {
    files: reports.length,
    findings: [...findings.filter(isError), ...findings.filter((one) => !isError(one))],
    errors,
    warnings: findings.length - errors,
    immutable: sum(({ tally }) => tally.immutable),
    undecided: sum(({ tally }) => tally.undecided),
    unreadCompose: sum(({ unread }) => unread.composeCommands),
    unreadScripts: sum(({ unread }) => unread.foreignScripts),
  };
}

export function showFindings({ findings }: Totals, report: Report): void {
  for (const { severity, message, rule, name, path, range } of findings.slice(0, ANNOTATIONS)) {
    const { start, end } = range;
    // GitHub takes columns only where a finding stays on its line.
    const columns = start.line === end.line ? { column: start.column, endColumn: end.column } : {};
    const place = { file: path, line: start.line, endLine: end.line, ...columns };
    report.annotate({ level: severity, title: `${rule} ${name}`, message, ...place });
  }
  const more = findings.length - ANNOTATIONS;
  if (more > 0) report.log.info(`${more} more findings are in the job summary.`);
}

export function writeSummary(totals: Totals, summary: Summary): void {
  summary.heading(totals.errors > 0 ? "Deploys that can change" : "Immutable deploys");
  summary.paragraph(`${verdictLine(totals)}.`);
  if (totals.findings.length > 0) {
    summary.table(
      ["", "Where", "What is wrong, and what to write instead"],
      totals.findings.slice(0, SUMMARY_ROWS).map((one) => [`${one.severity} ${one.rule}`, placeOf(one), one.message]),
    );
  }
  const more = totals.findings.length - SUMMARY_ROWS;
  const notes = [...(more > 0 ? [`${more} more findings are not listed.`] : []), ...limitsOf(totals)];
  if (notes.length > 0) summary.list(notes);
}

/** The one line that says how it went, without a full stop. */
export function verdictLine({ files, errors, warnings, immutable }: Totals): string {
  const seen = `${count(files, "workflow")} checked`;
  const found = `${count(errors, "error")}, ${count(warnings, "warning")}`;
  return `${seen}: ${found}, ${count(immutable, "deployed reference")} immutable`;
}

/** Path, line and column as editors understand them. */
export function placeOf({ path, range }: Finding): string {
  return `${path}:${range.start.line}:${range.start.column}`;
}

/** What was seen and not judged, so that no finding is not read as no problem. */
function limitsOf({ undecided, unreadCompose, unreadScripts }: Totals): string[] {
  return [
    undecided > 0 &&
      `${count(undecided, "deployed reference")} could not be decided from the workflow: a variable or an expression holds the tag, or the job made the image itself.`,
    unreadCompose > 0 &&
      `${count(unreadCompose, "docker compose command")} deploy what a compose file names; compose files are not read.`,
    unreadScripts > 0 &&
      `${count(unreadScripts, "script")} that name docker are for another shell than sh or bash and were not read.`,
  ].filter((note) => note !== false);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}
