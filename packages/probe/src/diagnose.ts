// Finds the most likely cause of a failed health check from its observations. Pure, like the judge.
import { bareHost } from "./address.ts";
import type { Diagnosis, Facts } from "./cause.ts";
import { answerCauses } from "./cause-answer.ts";
import { connectionCauses } from "./cause-connection.ts";
import { quoted } from "./describe.ts";
import { type FailureReason, judge, judgeAttempt } from "./judge.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";

const causes = { ...connectionCauses, ...answerCauses };

/** The failures that a crashed application causes. */
const NO_ANSWER: ReadonlySet<FailureReason> = new Set([
  "refused",
  "reset",
  "timeout-connect",
  "timeout-first-byte",
  "unreachable",
]);

export function diagnose(policy: Policy, observations: readonly Observation[]): Diagnosis {
  const { worst, attempts } = judge(policy, observations);
  if (worst === undefined) {
    return {
      cause: "not-tried",
      explanation: "The check ended before the first attempt.",
      remedy: "See the log lines above for the reason.",
    };
  }
  const { url, failure } = worst;
  const rightAttempts = [...Map.groupBy(observations, ({ attempt }) => attempt).entries()].filter(([, seen]) =>
    judgeAttempt(policy, seen).every((verdict) => verdict.url !== url || verdict.failure === undefined),
  );
  const lastRight = rightAttempts.at(-1)?.[0];
  if (failure === undefined) return { url, ...flapping(policy, rightAttempts.length, attempts) };
  const diagnosis = withRedirect(
    causes[failure](factsOf(policy, url, worst.observation, observations)),
    worst.observation,
  );
  if (lastRight === undefined) return { url, ...diagnosis };
  if (NO_ANSWER.has(failure)) {
    return {
      url,
      cause: "stopped-answering",
      explanation: `It answered correctly in attempt ${lastRight} and then stopped: the application crashed or was restarted. ${diagnosis.explanation}`,
      remedy:
        "Check the end of the container's log, its exit code and whether it ran out of memory (`docker inspect`).",
    };
  }
  return { url, ...diagnosis, explanation: `${diagnosis.explanation} It answered correctly in attempt ${lastRight}.` };
}

const flapping = (policy: Policy, right: number, attempts: number): Diagnosis => ({
  cause: "flapping",
  explanation: `It answered correctly in ${right} of ${attempts} attempts, but not all URLs did so ${policy.consecutiveSuccesses} times in a row.`,
  remedy:
    "Look for restarts, and for a failing instance among several; if it just needs more time, raise max-attempts.",
});

function factsOf(policy: Policy, asked: string, observation: Observation, observations: readonly Observation[]): Facts {
  const first = new URL(asked);
  // Redaction may leave an invalid URL.
  const url = URL.parse(observation.redirects.at(-1)?.to ?? asked) ?? first;
  const host = bareHost(url);
  const sameTime = observations.filter((one) => one.url === asked && one.attempt === observation.attempt);
  const tried = sameTime.flatMap(({ address }) => address ?? []);
  // The addresses of other hosts are not recorded.
  const where = tried.length === 0 || host !== bareHost(first) ? host : new Intl.ListFormat("en").format(tried);
  return { policy, first, url, observation, where, port: url.port || (url.protocol === "https:" ? "443" : "80") };
}

/** Mentions the redirect, except for causes that explain the redirects themselves. */
function withRedirect({ cause, explanation, remedy }: Diagnosis, { redirects, status, body }: Observation): Diagnosis {
  const last = redirects.at(-1);
  if (last === undefined || cause === "too-many-redirects" || cause === "bad-redirect")
    return { cause, explanation, remedy };
  const note =
    status === undefined || body !== undefined
      ? ""
      : " Its body is not shown, because health-url does not name that origin.";
  return { cause, explanation: `It redirects to ${quoted(last.to)}.${note} ${explanation}`, remedy };
}
