// Turns inputs into a policy, watches under it, and says how it went.
import type { Main } from "@deploy-actions/action";
import type { Policy, WatchResult } from "@deploy-actions/probe";
import type { definition } from "./definition.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, done, failed }) => {
  // What acts loads here, so that refusing an input costs no more than reading it.
  const [{ inconsistentAnswers, describe, diagnose, healthPolicy, healthReport, watch }, { showAnswers, showFailure }] =
    await Promise.all([import("@deploy-actions/probe"), import("./present.ts")]);
  const policy = healthPolicy(inputs);
  report.log.info(
    `ObserveOptions ${inAll(policy)}: at most ${policy.maxAttempts} attempts, ${policy.delaySeconds} s apart, ${policy.timeoutSeconds} s each.`,
  );
  const { headers } = inputs;
  const watched = await watch(policy, { headers, signal, log: report.log });
  const { verdict } = watched;
  const outputs = {
    healthy: verdict.state === "healthy",
    ...measured(watched),
    report: healthReport(policy, watched, headers),
  };
  if (verdict.state === "healthy") {
    for (const seen of inconsistentAnswers(policy, watched.observations)) {
      const message = `${seen.url} is healthy at one of its addresses, but another answers otherwise: ${describe(policy, seen)}. Whoever is sent there gets that answer; look whether an old instance still serves.`;
      report.annotate({ level: "warning", title: "health-check: not every address agrees", message });
    }
    showAnswers(policy, watched, report.summary);
    return done(
      outputs,
      `healthy: ${inAll(policy)} answered right${steady(policy)}, at attempt ${verdict.attempts} of ${policy.maxAttempts}`,
    );
  }
  const diagnosis = diagnose(policy, watched.observations);
  await showFailure(policy, watched, diagnosis, report);
  return failed(
    {
      happened: `${diagnosis.url ?? policy.urls[0]} is not healthy. ${diagnosis.explanation}`,
      state: `${verdict.attempts} of ${policy.maxAttempts} attempts were made${enough(watched)}; the check only looks, so whatever runs there still runs.`,
      next: diagnosis.remedy,
    },
    outputs,
  );
};

/** What the outputs say of the URL that did worst. */
function measured({ verdict: { attempts, worst } }: WatchResult) {
  return {
    attempts,
    "status-code": worst?.observation.status,
    "response-time-ms": worst?.observation.timings.response,
  };
}

const inAll = ({ urls }: Policy): string => (urls.length === 1 ? `${urls[0]}` : `all ${urls.length} URLs`);

const steady = ({ consecutiveSuccesses }: Policy): string =>
  consecutiveSuccesses === 1 ? "" : ` ${consecutiveSuccesses} times in a row`;

const enough = ({ verdict }: WatchResult): string =>
  verdict.reason === "too-few-attempts-left" ? ", and the rest could no longer make enough right ones in a row" : "";
