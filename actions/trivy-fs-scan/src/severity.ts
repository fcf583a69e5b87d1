// Severities as Trivy orders them, and what follows from the two inputs that name some: what is reported, and what fails the step.
import type { ReadResult } from "@deploy-actions/action";

/** Worst first. UNKNOWN is the least, as in Trivy: a finding that nobody has rated yet. */
export const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** NONE: no finding fails the step. */
export const THRESHOLDS = [...SEVERITIES, "NONE"] as const;
export type Threshold = (typeof THRESHOLDS)[number];

export type Counts = Readonly<Record<Severity, number>>;

/** The mistake reads on after the name of the input. */
export function readSeverities(words: readonly string[]): ReadResult<readonly Severity[]> {
  if (words.length === 0) return { mistake: `must name at least one of ${SEVERITIES.join(", ")}` };
  const wrong = words.find((word) => !isSeverity(word));
  if (wrong !== undefined) return { mistake: `must name ${SEVERITIES.join(", ")}; "${wrong}" is none of them` };
  return { value: words.filter(isSeverity) };
}

export function isAtLeast(severity: Severity, threshold: Threshold): boolean {
  return SEVERITIES.indexOf(severity) <= THRESHOLDS.indexOf(threshold) && threshold !== "NONE";
}

/** What the report holds, worst first: what was asked for, and whatever can fail the step, so that no step fails for something it does not show. */
export function reported(asked: readonly Severity[], failOn: Threshold): readonly Severity[] {
  return SEVERITIES.filter((severity) => asked.includes(severity) || isAtLeast(severity, failOn));
}

export function countsOf(severities: readonly Severity[]): Counts {
  const counts = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, UNKNOWN: 0 };
  for (const severity of severities) counts[severity] += 1;
  return counts;
}

function isSeverity(word: string): word is Severity {
  return SEVERITIES.some((severity) => severity === word);
}
