// Shows the result of a check in annotations and in the job summary.
import type { Annotation, Report, Summary } from "@deploy-actions/action";
import {
  annotationsOf,
  type Block,
  type CheckResult,
  type LinkedText,
  type Severity,
  summaryOf,
} from "@deploy-actions/policy";
import type { Range, SourceProblem } from "@deploy-actions/workflow";
import type { SourceLink } from "./source-link.ts";

const LEVELS = { error: "error", warning: "warning", note: "notice" } as const satisfies Record<
  Severity,
  Annotation["level"]
>;

export function showFindings({ findings }: CheckResult, report: Report): void {
  for (const { severity, title, message, path, range } of annotationsOf(findings)) {
    report.annotate({ level: LEVELS[severity], title, message, file: path, ...linesOf(range) });
  }
}

/** Shows configuration errors that prevent a check. */
export function showProblems(problems: readonly SourceProblem[], report: Report): void {
  for (const { path, range, message } of problems) {
    report.annotate({ level: "error", title: "configuration", message, file: path, ...linesOf(range) });
  }
}

/** Shows fixes that were not written, in the log and in the summary; shows nothing if `patch` is empty. */
export async function showPatch(patch: string, { group, log, summary }: Report): Promise<void> {
  if (patch === "") return;
  await group("Fixes, as a patch for git apply", async () => {
    for (const line of patch.trimEnd().split("\n")) log.info(line);
  });
  summary.details("Fixes, as a patch for git apply", patch);
}

/** `link` returns the URL of a line. */
export function writeSummary(result: CheckResult, summary: Summary, link: SourceLink): void {
  for (const block of summaryOf(result)) write(block, summary, link);
}

function write(block: Block, summary: Summary, link: SourceLink): void {
  switch (block.is) {
    case "headline":
      summary.headline(block.status, block.text);
      break;
    case "heading":
      summary.heading(block.text, block.level);
      break;
    case "paragraph":
      summary.paragraph(block.text);
      break;
    case "table":
      summary.table(
        block.header,
        block.rows.map((row) => row.map((cell) => (typeof cell === "string" ? cell : linked(cell, link)))),
      );
      break;
    case "list":
      summary.list(block.items);
      break;
    case "details":
      summary.details(block.label, block.text);
      break;
  }
}

function linked({ text, path, line }: LinkedText, link: SourceLink) {
  const href = link(path, line);
  return href === undefined ? text : { text, href };
}

/** GitHub accepts columns only if start and end are on the same line. */
function linesOf({ start, end }: Range) {
  const columns = start.line === end.line ? { column: start.column, endColumn: end.column } : {};
  return { line: start.line, endLine: end.line, ...columns };
}
