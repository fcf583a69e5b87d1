// Writes findings as JSON, in the format declared in json-report.ts.
import type { CheckResult } from "../check.ts";
import type { Finding, Location } from "../finding.ts";
import { fingerprintsOf } from "./fingerprint.ts";
import type { JsonReport } from "./json-report.ts";

/** `toolVersion` as in a release: `1.2.3`. */
export function jsonReport(result: CheckResult, toolVersion: string): JsonReport {
  const prints = fingerprintsOf(result.findings);
  return {
    version: 1,
    tool: { name: "immutable-tag-validator", version: toolVersion },
    tally: result.tally,
    workflows: [...result.workflows],
    files: [...result.files],
    findings: result.findings.map((finding, index) => entry(finding, prints[index] ?? "")),
  };
}

function entry(finding: Finding, fingerprint: string): JsonReport["findings"][number] {
  const { rule, name, severity, message, job, step, subject, chain, related, fix, suppressed } = finding;
  return {
    rule,
    name,
    severity,
    message,
    ...where(finding),
    ...(job === undefined ? {} : { job }),
    ...(step === undefined ? {} : { step }),
    subject,
    fingerprint,
    chain: chain.map(({ what, place, fallback }) => ({
      what,
      ...where({ path: place.path, range: place.range() }),
      ...(fallback === undefined ? {} : { fallback }),
    })),
    related: related.map((one) => ({ what: one.what, ...where(one) })),
    ...(fix === undefined ? {} : { fix: fixOf(fix) }),
    ...(suppressed === undefined ? {} : { suppressed: { ...suppressed, place: where(suppressed.place) } }),
  };
}

function fixOf({ description, replacements }: NonNullable<Finding["fix"]>) {
  return { description, replacements: replacements.map((one) => ({ ...where(one), text: one.text })) };
}

function where({ path, range }: Location): Location {
  return { path, range };
}
