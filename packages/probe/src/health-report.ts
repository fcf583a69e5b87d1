// The health check's result as one JSON value, limited in size so that it fits into a step's output.
import { redactor } from "@deploy-actions/secret";
import type { Diagnosis } from "./cause.ts";
import { diagnose } from "./diagnose.ts";
import type { Headers } from "./headers.ts";
import type { Reason } from "./judge.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { headerSecrets } from "./secret-headers.ts";
import type { WatchResult } from "./watch.ts";

export interface HealthReport {
  readonly state: "healthy" | "unhealthy" | "waiting";
  readonly reason: Reason;
  readonly attempts: number;
  readonly successesInARow: number;
  /** Absent if healthy. */
  readonly diagnosis?: Diagnosis;
  readonly policy: Policy;
  readonly observations: readonly Observation[];
  /** Number of oldest observations that were left out to limit the size. */
  readonly omitted: number;
}

/** Linux limits one environment variable to 128 KiB, and steps pass outputs to scripts as environment variables. */
const MAX_REPORT_BYTES = 120 * 1024;

/** `headers`: the request headers. Their secrets are redacted everywhere, including the policy's expectations. */
export function healthReport(
  policy: Policy,
  { verdict, observations }: WatchResult,
  headers: Headers = [],
): HealthReport {
  const { state, reason, attempts, successesInARow } = verdict;
  const { redact } = redactor(headerSecrets(headers));
  const diagnosis = state === "healthy" ? {} : { diagnosis: redactedDiagnosis(diagnose(policy, observations), redact) };
  const expectedJson = policy.expectedJson.map((wanted) => ({ ...wanted, equals: redact(wanted.equals) }));
  const rest = { state, reason, attempts, successesInARow, ...diagnosis, policy: { ...policy, expectedJson } };
  const fitting = lastThatFit(observations, MAX_REPORT_BYTES - Buffer.byteLength(JSON.stringify(rest)));
  return { ...rest, observations: fitting, omitted: observations.length - fitting.length };
}

const redactedDiagnosis = (diagnosis: Diagnosis, redact: (text: string) => string): Diagnosis => ({
  ...diagnosis,
  explanation: redact(diagnosis.explanation),
  remedy: redact(diagnosis.remedy),
});

function lastThatFit(observations: readonly Observation[], room: number): readonly Observation[] {
  let size = 0;
  const tooMuch = observations.findLastIndex((observation) => {
    size += Buffer.byteLength(JSON.stringify(observation)) + 1;
    return size > room;
  });
  return observations.slice(tooMuch + 1);
}
