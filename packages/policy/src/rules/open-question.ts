// How severe it is that the check cannot answer: something was not read, not understood, or is known only at run time. The rules for these
// three, ITV090, ITV014 and ITV006, take their severity from here.
import type { Severity } from "../finding.ts";
import type { Settings } from "./rule.ts";

/** Neither a pass nor a failure, and visible in both cases; with `strict` it breaks the policy. */
export function openQuestion({ strict }: Pick<Settings, "strict">): Severity {
  return strict ? "error" : "warning";
}
