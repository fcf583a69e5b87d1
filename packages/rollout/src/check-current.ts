// Probes a release that is already live with exactly the wanted containers. Changes nothing.
import { projectName } from "@deploy-actions/runtime";
import { describeHealth, probeRelease } from "./activate-release.ts";
import type { Journal } from "./journal.ts";
import type { PreparedRollout } from "./prepared-rollout.ts";
import type { Result } from "./result.ts";

export async function checkCurrent(
  rollout: PreparedRollout,
  journal: Journal,
): Promise<Omit<Result, "phaseDurations">> {
  const { context, ledger, wanted, policy, containers } = rollout;
  const { id } = wanted.release;
  const project = projectName(context.location.app, context.location.environment);
  await journal.enter("probe");
  const live = await probeRelease(
    { context, kept: wanted, policy, baseline: { before: containers, allowedRestarts: 0 } },
    project,
  );
  if (live.ok) {
    await ledger.commit(id, policy);
    await journal.end({
      outcome: "unchanged",
      serving: id,
      verdict: { healthy: true, attempts: live.verdict.attempts },
    });
    return {
      outcome: "unchanged",
      line: `unchanged: release ${id} is already live and healthy.`,
      verdict: live.verdict,
      releases: [{ status: "live", release: wanted.release, observed: describeHealth(live) }],
      evidence: [],
      containers: live.containers,
    };
  }
  await journal.end({ outcome: "failed-clean", failure: "the live release is not healthy" });
  const problem = {
    happened: `${live.why} This release was already live, so there was nothing to deploy.`,
    state: `Nothing was changed: the containers of ${project} are running as before.`,
    next: `${live.next} To restart the containers: docker compose -p ${project} restart. To go back to an earlier release: run the rollback action.`,
  };
  const verdict = live.verdict === undefined ? {} : { verdict: live.verdict };
  const releases = [{ status: "failed", release: wanted.release, observed: describeHealth(live) }] as const;
  return {
    outcome: "failed-clean",
    line: `failed-clean: ${problem.happened}`,
    problem,
    releases,
    evidence: [],
    ...verdict,
  };
}
