// A release that serves already, from exactly the wanted containers: look whether it answers, and touch nothing.
import { projectName } from "@deploy-actions/runtime";
import { probe, sawOf } from "./activate-release.ts";
import type { Journal } from "./journal.ts";
import type { Order } from "./prepared-rollout.ts";
import type { Result } from "./result.ts";

export async function check(order: Order, journal: Journal): Promise<Omit<Result, "laps">> {
  const { setting, ledger, wanted, policy, containers } = order;
  const { id } = wanted.release;
  const project = projectName(setting.place.app, setting.place.environment);
  await journal.enter("probe");
  const live = await probe({ setting, kept: wanted, policy, baseline: { before: containers, forgiven: 0 } }, project);
  if (live.ok) {
    await ledger.commit(id, policy);
    await journal.end({
      outcome: "unchanged",
      serving: id,
      verdict: { healthy: true, attempts: live.verdict.attempts },
    });
    return {
      outcome: "unchanged",
      line: `unchanged: release ${id} serves already and answers.`,
      verdict: live.verdict,
      sides: [{ is: "serves", release: wanted.release, saw: sawOf(live) }],
      evidence: [],
      containers: live.containers,
    };
  }
  await journal.end({ outcome: "failed-clean", failure: "the release that serves does not answer" });
  const problem = {
    happened: `${live.why} It is the release that serves already, so there was nothing to deploy.`,
    state: `Nothing was touched: the containers of ${project} run as they did before.`,
    next: `${live.next} To start them again: docker compose -p ${project} restart. To leave this release: the rollback action.`,
  };
  const verdict = live.verdict === undefined ? {} : { verdict: live.verdict };
  const sides = [{ is: "left", release: wanted.release, saw: sawOf(live) }] as const;
  return {
    outcome: "failed-clean",
    line: `failed-clean: ${problem.happened}`,
    problem,
    sides,
    evidence: [],
    ...verdict,
  };
}
