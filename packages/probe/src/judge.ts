// Healthy, unhealthy or still open: a pure judgement over what was seen, under a policy. It touches no clock and no network.
import type { Observation, TroubleCode } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { isExpectedStatus } from "./status.ts";

/** What keeps one observation from being right. */
export type Shortfall = TroubleCode | "wrong-status" | "not-json" | "wrong-json";

export type Reason =
  | "right" // healthy: as many right attempts in a row as are wanted
  | "not-tried" // waiting
  | "not-yet-right" // waiting: the last attempt was wrong
  | "not-yet-steady" // waiting: the last attempt was right, more must follow
  | "attempts-used-up" // unhealthy
  | "too-few-attempts-left" // unhealthy: even if all the rest were right
  | "given-up"; // unhealthy: whoever watched had a reason not to wait on

export interface UrlVerdict {
  readonly url: string;
  readonly shortfall?: Shortfall;
  /** The right answer that came first, or the address that got farthest. */
  readonly observation: Observation;
}

export interface Verdict {
  readonly state: "healthy" | "unhealthy" | "waiting";
  readonly reason: Reason;
  readonly attempts: number;
  readonly successesInARow: number;
  /** Of the last attempt: not right before right, then the slowest. Absent before the first. */
  readonly worst?: UrlVerdict;
}

/** Nothing where the observation is what the policy wants. */
export function shortfallOf(policy: Policy, { trouble, status, json }: Observation): Shortfall | undefined {
  if (trouble !== undefined) return trouble.code;
  if (status === undefined || !isExpectedStatus(policy.expectedStatus, status)) return "wrong-status";
  if (policy.expectedJson.length === 0) return undefined;
  if (json === undefined) return "not-json";
  return policy.expectedJson.every((_wanted, index) => json[index]?.asExpected === true) ? undefined : "wrong-json";
}

/** How each URL of the policy stood in one attempt; a URL is right when one of its addresses is. */
export function judgeAttempt(policy: Policy, observations: readonly Observation[]): readonly UrlVerdict[] {
  return policy.urls.flatMap((url) => {
    const [best] = observations
      .filter((observation) => observation.url === url)
      .map((observation) => {
        const shortfall = shortfallOf(policy, observation);
        return { url, observation, ...(shortfall === undefined ? {} : { shortfall }) };
      })
      .sort(farthestFirst);
    return best === undefined ? [] : [best];
  });
}

/** Answers of a healthy last attempt that are wrong all the same: visitors are sent to every address of a name, the check is content with one. */
export function contradictions(policy: Policy, observations: readonly Observation[]): readonly Observation[] {
  const last = observations.at(-1)?.attempt;
  return observations.filter(
    (seen) => seen.attempt === last && seen.trouble === undefined && shortfallOf(policy, seen) !== undefined,
  );
}

export function judge(policy: Policy, observations: readonly Observation[]): Verdict {
  const attempts = [...Map.groupBy(observations, ({ attempt }) => attempt).entries()]
    .sort(([one], [other]) => one - other)
    .map(([, seen]) => judgeAttempt(policy, seen));
  const isRight = (urls: readonly UrlVerdict[]) =>
    urls.length === policy.urls.length && urls.every(({ shortfall }) => shortfall === undefined);
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

/** How far it got: the later in this list, the nearer to a right answer. */
const PROGRESS: Readonly<Record<Shortfall, number>> = {
  "name-not-found": 0,
  "name-lookup-failed": 1,
  "timeout-name": 2,
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
const RIGHT = 26;

function farthestFirst(one: UrlVerdict, other: UrlVerdict): number {
  const far = ({ shortfall }: UrlVerdict) => (shortfall === undefined ? RIGHT : PROGRESS[shortfall]);
  const quick = ({ observation }: UrlVerdict) => observation.timings.response ?? Number.POSITIVE_INFINITY;
  return far(other) - far(one) || compare(quick(one), quick(other));
}

const compare = (one: number, other: number): number => (one === other ? 0 : one - other);
