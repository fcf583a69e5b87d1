// Renders the result for one or more repositories in the requested format.
import { patchText } from "@deploy-actions/check";
import type { Release } from "@deploy-actions/check/release";
import { coloured, jsonReport, plain, sarifLog, textReport } from "@deploy-actions/policy";
import { mergedResults, type RepositoryResult } from "./merge-results.ts";
import type { Format } from "./options.ts";

export type ReportFormat = { readonly format: Format; readonly color: boolean; readonly release: Release };

/** The complete report, with a final line end. The text format ends with fixes that were not written, as one patch per repository. */
export function renderReport(parts: readonly RepositoryResult[], { format, color, release }: ReportFormat): string {
  const { result, text } = mergedResults(parts);
  switch (format) {
    case "text":
      return textReport(result, color ? coloured : plain, text) + parts.map(patchOf).join("");
    case "json":
      return `${JSON.stringify(jsonReport(result, release.version), null, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(sarifLog(result, { ...release, suppressed: "marked" }), null, 2)}\n`;
  }
}

/** Paths in the patch are relative to the repository root, where `git apply` is to be run. */
function patchOf({ prefix, result, text }: RepositoryResult): string {
  const patch = patchText(result, text);
  const where = prefix === "" ? "" : ` in ${prefix}`;
  return patch === "" ? "" : `\nTo apply these fixes${where}, run with --fix, or use git apply:\n\n${patch}`;
}
