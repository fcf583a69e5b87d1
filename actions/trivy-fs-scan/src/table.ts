// Findings as a plain text table, for a file and for the log.
import type { Finding } from "./trivy-report.ts";

const HEADER = ["SEVERITY", "ID", "LOCATION", "PACKAGE", "FIXED IN", "TITLE"];

/** One line per finding; ends with a line break. */
export function table(findings: readonly Finding[]): string {
  if (findings.length === 0) return "No findings.\n";
  const rows = [HEADER, ...findings.map(row)];
  const widths = HEADER.map((_, column) =>
    rows.reduce((width, cells) => Math.max(width, (cells[column] ?? "").length), 0),
  );
  return rows
    .map(
      (cells) =>
        `${cells
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** The cells of one finding; for a secret only the rule and the location, not its text. */
export function row(finding: Finding): string[] {
  const { package: dependency } = finding;
  return [
    oneLine(finding.rated ?? finding.severity),
    oneLine(finding.id),
    formatLocation(finding),
    dependency === undefined ? "-" : oneLine(`${dependency.name} ${dependency.installed}`).trim(),
    dependency === undefined ? "-" : oneLine(dependency.fixed) || "no fix yet",
    oneLine(finding.title),
  ];
}

/** "src/app.env:3", "src/key.pem:1-27", "package-lock.json". */
export function formatLocation({ file, lines }: Finding): string {
  if (lines === undefined) return oneLine(file);
  return `${oneLine(file)}:${lines.first}${lines.last > lines.first ? `-${lines.last}` : ""}`;
}

/** File names and titles are external text: a line break in them must not start a new row. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ");
}
