// What was found in one repository or several, in the form that was asked for.
import { patchText } from "@deploy-actions/check";
import type { Release } from "@deploy-actions/check/release";
import { coloured, jsonReport, plain, sarifLog, textReport } from "@deploy-actions/policy";
import { combined, type Part } from "./combine.ts";
import type { Format } from "./options.ts";

export type Form = { readonly format: Format; readonly color: boolean; readonly release: Release };

/** The whole report, with a line end. The text form ends with the fixes that were not made, as a patch for each repository. */
export function reportOn(parts: readonly Part[], { format, color, release }: Form): string {
  const { result, text } = combined(parts);
  switch (format) {
    case "text":
      return textReport(result, color ? coloured : plain, text) + parts.map(patchOf).join("");
    case "json":
      return `${JSON.stringify(jsonReport(result, release.version), null, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(sarifLog(result, { ...release, suppressed: "marked" }), null, 2)}\n`;
  }
}

/** Its paths start at the repository's root, where `git apply` is to be run. */
function patchOf({ prefix, result, text }: Part): string {
  const patch = patchText(result, text);
  const where = prefix === "" ? "" : ` in ${prefix}`;
  return patch === "" ? "" : `\nThese fixes${where} are written by --fix, or by git apply:\n\n${patch}`;
}
