// The one most likely cause of a failed health check, told from what was seen. Pure, as the judge is.
import { bareHost } from "./address.ts";
import type { Diagnosis, Facts } from "./cause.ts";
import { answerCauses } from "./cause-answer.ts";
import { connectionCauses } from "./cause-connection.ts";
import { quoted } from "./describe.ts";
import { judge, judgeAttempt, type Shortfall } from "./judge.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";

const causes = { ...connectionCauses, ...answerCauses };

/** What a crash looks like from outside. */
const SILENT: ReadonlySet<Shortfall> = new Set([
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
      explanation: "The wait ended before the first attempt.",
      remedy: "Look for the reason in the lines above.",
    };
  }
  const { url, shortfall } = worst;
  const rightAttempts = [...Map.groupBy(observations, ({ attempt }) => attempt).entries()].filter(([, seen]) =>
    judgeAttempt(policy, seen).every((verdict) => verdict.url !== url || verdict.shortfall === undefined),
  );
  const lastRight = rightAttempts.at(-1)?.[0];
  if (shortfall === undefined) return { url, ...flapping(policy, rightAttempts.length, attempts) };
  const told = throughRedirect(
    causes[shortfall](factsOf(policy, url, worst.observation, observations)),
    worst.observation,
  );
  if (lastRight === undefined) return { url, ...told };
  if (SILENT.has(shortfall)) {
    return {
      url,
      cause: "stopped-answering",
      explanation: `It answered right in attempt ${lastRight} and then stopped: the application crashed or was restarted. ${told.explanation}`,
      remedy:
        "Read the end of the container's log, its exit code and whether it was killed for want of memory (`docker inspect`).",
    };
  }
  return { url, ...told, explanation: `${told.explanation} It did answer right in attempt ${lastRight}.` };
}

const flapping = (policy: Policy, right: number, attempts: number): Diagnosis => ({
  cause: "flapping",
  explanation: `It answered right in ${right} of ${attempts} attempts, but never ${policy.consecutiveSuccesses} times in a row with every URL right.`,
  remedy:
    "Look for restarts and for several instances of which one is bad; if it only needs longer, raise max-attempts.",
});

function factsOf(policy: Policy, asked: string, observation: Observation, observations: readonly Observation[]): Facts {
  const first = new URL(asked);
  // What was blotted out of it may leave no URL.
  const url = URL.parse(observation.redirects.at(-1)?.to ?? asked) ?? first;
  const host = bareHost(url);
  const sameTime = observations.filter((one) => one.url === asked && one.attempt === observation.attempt);
  const tried = sameTime.flatMap(({ address }) => address ?? []);
  // Which addresses another host has was not written down.
  const where = tried.length === 0 || host !== bareHost(first) ? host : new Intl.ListFormat("en").format(tried);
  return { policy, first, url, observation, where, port: url.port || (url.protocol === "https:" ? "443" : "80") };
}

/** Two causes speak of the redirects themselves. */
function throughRedirect({ cause, explanation, remedy }: Diagnosis, { redirects }: Observation): Diagnosis {
  const last = redirects.at(-1);
  if (last === undefined || cause === "too-many-redirects" || cause === "bad-redirect")
    return { cause, explanation, remedy };
  return { cause, explanation: `It redirects to ${quoted(last.to)}. ${explanation}`, remedy };
}
