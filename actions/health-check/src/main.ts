// Checks the URLs with the policy from the inputs and reports the result.
import type { Main } from "@deploy-actions/action";
import type { Policy, WatchResult } from "@deploy-actions/probe";
import type { definition } from "./definition.ts";

export const main: Main<typeof definition> = async ({ inputs, report, signal, done, failed }) => {
  // Loaded only after the inputs have been validated, so that invalid inputs fail fast.
  const [{ inconsistentAnswers, describe, diagnose, healthPolicy, healthReport, watch }, { showSuccess, showFailure }] =
    await Promise.all([import("@deploy-actions/probe"), import("./present.ts")]);
  const policy = healthPolicy(inputs);
  report.log.info(
    `Checking ${describeUrls(policy)}: at most ${policy.maxAttempts} attempts, ${policy.delaySeconds} s apart, ${policy.timeoutSeconds} s each.`,
  );
  const { headers } = inputs;
  const watched = await watch(policy, { headers, signal, log: report.log });
  const { verdict } = watched;
  const outputs = {
    healthy: verdict.state === "healthy",
    ...measurements(watched),
    report: healthReport(policy, watched, headers),
  };
  if (verdict.state === "healthy") {
    for (const seen of inconsistentAnswers(policy, watched.observations)) {
      const message = `${seen.url} is healthy at one of its addresses but not at another: ${describe(policy, seen)}. Clients may reach either address; check whether an old instance is still running.`;
      report.annotate({ level: "warning", title: "health-check: addresses disagree", message });
    }
    showSuccess(policy, watched, report.summary);
    return done(
      outputs,
      `healthy: ${describeUrls(policy)} returned the expected response${inARow(policy)}, at attempt ${verdict.attempts} of ${policy.maxAttempts}`,
    );
  }
  const diagnosis = diagnose(policy, watched.observations);
  await showFailure(policy, watched, diagnosis, report);
  return failed(
    {
      happened: `${diagnosis.url ?? policy.urls[0]} is not healthy. ${diagnosis.explanation}`,
      state: `${verdict.attempts} of ${policy.maxAttempts} attempts were made${stoppedEarly(watched)}. The check changes nothing: the application keeps running.`,
      next: diagnosis.remedy,
    },
    outputs,
  );
};

/** The outputs about the worst response. */
function measurements({ verdict: { attempts, worst } }: WatchResult) {
  return {
    attempts,
    "status-code": worst?.observation.status,
    "response-time-ms": worst?.observation.timings.response,
  };
}

const describeUrls = ({ urls }: Policy): string => (urls.length === 1 ? `${urls[0]}` : `all ${urls.length} URLs`);

const inARow = ({ consecutiveSuccesses }: Policy): string =>
  consecutiveSuccesses === 1 ? "" : ` ${consecutiveSuccesses} times in a row`;

const stoppedEarly = ({ verdict }: WatchResult): string =>
  verdict.reason === "too-few-attempts-left"
    ? ", because the remaining attempts could no longer give enough successes in a row"
    : "";
