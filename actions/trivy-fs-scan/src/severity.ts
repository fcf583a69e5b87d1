// Severities as Trivy orders them, and what follows from the two inputs that name some: what is reported, and what fails the step.

/** Worst first. UNKNOWN is the least, as in Trivy: a finding that nobody has rated yet. */
export const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** NONE: no finding fails the step. */
export const THRESHOLDS = [...SEVERITIES, "NONE"] as const;
export type Threshold = (typeof THRESHOLDS)[number];

export type Counts = Readonly<Record<Severity, number>>;

/** Why words cannot be severities, or undefined. Reads on after the name of the input. */
export function severitiesProblem(words: readonly string[]): string | undefined {
  if (words.length === 0) return `must name at least one of ${SEVERITIES.join(", ")}`;
  const wrong = words.find((word) => !isSeverity(word));
  return wrong === undefined ? undefined : `must name ${SEVERITIES.join(", ")}; "${wrong}" is none of them`;
}

export function isAtLeast(severity: Severity, threshold: Threshold): boolean {
  return SEVERITIES.indexOf(severity) <= THRESHOLDS.indexOf(threshold) && threshold !== "NONE";
}

/** What the report holds, worst first: what was asked for, and whatever can fail the step, so that no step fails for something it does not show. */
export function reported(asked: readonly string[], failOn: Threshold): readonly Severity[] {
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
