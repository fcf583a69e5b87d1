// All that a watch saw as one JSON value, kept small enough to be a step's output whatever the application sent.
import { redactor } from "@deploy-actions/secret";
import type { Diagnosis } from "./cause.ts";
import { diagnose } from "./diagnose.ts";
import type { Headers } from "./headers.ts";
import type { Reason } from "./judge.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { headerSecrets } from "./secret-headers.ts";
import type { Watched } from "./watch.ts";

export interface HealthReport {
  readonly state: "healthy" | "unhealthy" | "waiting";
  readonly reason: Reason;
  readonly attempts: number;
  readonly successesInARow: number;
  /** Only where it is not healthy. */
  readonly diagnosis?: Diagnosis;
  readonly policy: Policy;
  readonly observations: readonly Observation[];
  /** Observations left out at the front, so that the rest fits. */
  readonly omitted: number;
}

/** Linux takes no single string above 128 KiB into a process's environment, which is how a step hands an output to its script. */
const LARGEST = 120 * 1024;

/** `headers` are those that were sent: what is secret in them is in no part of the report, also where the policy expects it in an answer. */
export function healthReport(policy: Policy, { verdict, observations }: Watched, headers: Headers = []): HealthReport {
  const { state, reason, attempts, successesInARow } = verdict;
  const { redact: blot } = redactor(headerSecrets(headers));
  const diagnosis = state === "healthy" ? {} : { diagnosis: blotted(diagnose(policy, observations), blot) };
  const expectedJson = policy.expectedJson.map((wanted) => ({ ...wanted, equals: blot(wanted.equals) }));
  const rest = { state, reason, attempts, successesInARow, ...diagnosis, policy: { ...policy, expectedJson } };
  const fitting = lastThatFit(observations, LARGEST - Buffer.byteLength(JSON.stringify(rest)));
  return { ...rest, observations: fitting, omitted: observations.length - fitting.length };
}

const blotted = (diagnosis: Diagnosis, blot: (text: string) => string): Diagnosis => ({
  ...diagnosis,
  explanation: blot(diagnosis.explanation),
  remedy: blot(diagnosis.remedy),
});

function lastThatFit(observations: readonly Observation[], room: number): readonly Observation[] {
  let size = 0;
  const tooMuch = observations.findLastIndex((observation) => {
    size += Buffer.byteLength(JSON.stringify(observation)) + 1;
    return size > room;
  });
  return observations.slice(tooMuch + 1);
}
