// Judges observations under a policy: healthy, unhealthy, or still waiting. Pure: uses neither clock nor network.
import type { Observation, ProbeFailureCode } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { isExpectedStatus } from "./status.ts";

/** Why an observation does not meet the policy. */
export type FailureReason = ProbeFailureCode | "wrong-status" | "not-json" | "wrong-json";

export type Reason =
  | "right" // healthy: the required number of successes in a row
  | "not-tried" // waiting
  | "not-yet-right" // waiting: the last attempt failed
  | "not-yet-steady" // waiting: the last attempt succeeded, more must follow
  | "attempts-used-up" // unhealthy
  | "too-few-attempts-left" // unhealthy: the remaining attempts are not enough, even if all succeed
  | "given-up"; // unhealthy: the caller stopped the wait

export interface UrlVerdict {
  readonly url: string;
  readonly failure?: FailureReason;
  /** The first successful answer, or else the one that got farthest. */
  readonly observation: Observation;
}

export interface Verdict {
  readonly state: "healthy" | "unhealthy" | "waiting";
  readonly reason: Reason;
  readonly attempts: number;
  readonly successesInARow: number;
  /** The worst URL of the last attempt: failed before successful, then the slowest. Absent before the first attempt. */
  readonly worst?: UrlVerdict;
}

/** Undefined if the observation meets the policy. */
export function failureReasonOf(policy: Policy, { trouble, status, json }: Observation): FailureReason | undefined {
  if (trouble !== undefined) return trouble.code;
  if (status === undefined || !isExpectedStatus(policy.expectedStatus, status)) return "wrong-status";
  if (policy.expectedJson.length === 0) return undefined;
  if (json === undefined) return "not-json";
  return policy.expectedJson.every((_wanted, index) => json[index]?.asExpected === true) ? undefined : "wrong-json";
}

/** The verdict on each URL in one attempt; one successful address is enough. */
export function judgeAttempt(policy: Policy, observations: readonly Observation[]): readonly UrlVerdict[] {
  return policy.urls.flatMap((url) => {
    const [best] = observations
      .filter((observation) => observation.url === url)
      .map((observation) => {
        const failure = failureReasonOf(policy, observation);
        return { url, observation, ...(failure === undefined ? {} : { failure }) };
      })
      .sort(farthestFirst);
    return best === undefined ? [] : [best];
  });
}

/** Wrong answers from some addresses in a healthy last attempt: the check needs only one good address, but clients are sent to all of them. */
export function inconsistentAnswers(policy: Policy, observations: readonly Observation[]): readonly Observation[] {
  const last = observations.at(-1)?.attempt;
  return observations.filter(
    (seen) => seen.attempt === last && seen.trouble === undefined && failureReasonOf(policy, seen) !== undefined,
  );
}

export function judge(policy: Policy, observations: readonly Observation[]): Verdict {
  const attempts = [...Map.groupBy(observations, ({ attempt }) => attempt).entries()]
    .sort(([one], [other]) => one - other)
    .map(([, seen]) => judgeAttempt(policy, seen));
  const isRight = (urls: readonly UrlVerdict[]) =>
    urls.length === policy.urls.length && urls.every(({ failure }) => failure === undefined);
  const successesInARow = attempts.length - 1 - attempts.findLastIndex((urls) => !isRight(urls));
  const [worst] = [...(attempts.at(-1) ?? [])].sort((one, other) => farthestFirst(other, one));
  const verdict = { attempts: attempts.length, successesInARow, ...(worst === undefined ? {} : { worst }) };
  const missing = policy.consecutiveSuccesses - successesInARow;
  const left = policy.maxAttempts - attempts.length;
  if (missing <= 0) return { state: "healthy", reason: "right", ...verdict };
  if (left <= 0) return { state: "unhealthy", reason: "attempts-used-up", ...verdict };
  if (missing > left) return { state: "unhealthy", reason: "too-few-attempts-left", ...verdict };
  if (attempts.length === 0) return { state: "waiting", reason: "not-tried", ...verdict };
  return { state: "waiting", reason: successesInARow > 0 ? "not-yet-steady" : "not-yet-right", ...verdict };
}

/** How far an attempt got: a higher number is closer to success. */
const PROGRESS: Readonly<Record<FailureReason, number>> = {
  "name-not-found": 0,
  "name-lookup-failed": 1,
  "timeout-name": 2,
  "address-not-allowed": 3,
  unreachable: 3,
  "timeout-connect": 4,
  refused: 5,
  failed: 6,
  reset: 7,
  "tls-to-plain-port": 8,
  "timeout-tls": 9,
  "tls-failed": 10,
  "tls-untrusted": 11,
  "tls-self-signed": 12,
  "tls-not-yet-valid": 13,
  "tls-expired": 14,
  "tls-wrong-name": 15,
  "tls-no-certificate": 15,
  "tls-wants-certificate": 15,
  "plain-to-tls-port": 16,
  "not-http": 17,
  "timeout-first-byte": 18,
  "bad-redirect": 19,
  "too-many-redirects": 20,
  "wrong-status": 21,
  "timeout-body": 22,
  "body-broken": 22,
  "body-too-long": 23,
  "not-json": 24,
  "wrong-json": 25,
};
const SUCCESS = 26;

function farthestFirst(one: UrlVerdict, other: UrlVerdict): number {
  const progress = ({ failure }: UrlVerdict) => (failure === undefined ? SUCCESS : PROGRESS[failure]);
  const duration = ({ observation }: UrlVerdict) => observation.timings.response ?? Number.POSITIVE_INFINITY;
  return progress(other) - progress(one) || compare(duration(one), duration(other));
}

const compare = (one: number, other: number): number => (one === other ? 0 : one - other);
