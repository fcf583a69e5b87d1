// Trivy's severities, and from the inputs severity and fail-on: which are reported and which fail the step.
import type { ReadResult } from "@deploy-actions/contract";

/** Worst first. UNKNOWN is the lowest, as in Trivy: a finding that has not been rated yet. */
export const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** NONE: no finding fails the step. */
export const THRESHOLDS = [...SEVERITIES, "NONE"] as const;
export type Threshold = (typeof THRESHOLDS)[number];

export type Counts = Readonly<Record<Severity, number>>;

/** The mistake completes the sentence "Input `severity` …". */
export function readSeverities(names: readonly string[]): ReadResult<readonly Severity[]> {
  if (names.length === 0) return { mistake: `must contain at least one of ${SEVERITIES.join(", ")}` };
  const unknown = names.find((name) => !isSeverity(name));
  if (unknown !== undefined) return { mistake: `must contain only ${SEVERITIES.join(", ")}; "${unknown}" is unknown` };
  return { value: names.filter(isSeverity) };
}

export function isAtLeast(severity: Severity, threshold: Threshold): boolean {
  return SEVERITIES.indexOf(severity) <= THRESHOLDS.indexOf(threshold) && threshold !== "NONE";
}

/** The severities in the report, worst first: those requested, and all that can fail the step, so that its reason is always shown. */
export function reportedSeverities(requested: readonly Severity[], failOn: Threshold): readonly Severity[] {
  return SEVERITIES.filter((severity) => requested.includes(severity) || isAtLeast(severity, failOn));
}

export function countsOf(severities: readonly Severity[]): Counts {
  const counts = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, UNKNOWN: 0 };
  for (const severity of severities) counts[severity] += 1;
  return counts;
}

function isSeverity(name: string): name is Severity {
  return SEVERITIES.some((severity) => severity === name);
}
