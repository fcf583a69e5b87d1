// Rolls back: makes an earlier release live again from its stored files.
import { decideRollback, openLedger } from "@deploy-actions/release";
import { projectName } from "@deploy-actions/runtime";
import { containersOf } from "./containers.ts";
import type { RolloutContext } from "./context.ts";
import { executeRollout } from "./execute-rollout.ts";
import { logHistory } from "./log-history.ts";
import { type Result, refusal } from "./result.ts";

export type RollbackRequest = {
  /** `previous`, or the id of a release. */
  readonly to: string;
  readonly reason: string;
};

/** Expected failures are a Result; rejects only for bugs. */
export async function rollback(context: RolloutContext, { to, reason }: RollbackRequest): Promise<Result> {
  const { target, location, log, signal } = context;
  try {
    const ledger = openLedger(target, location);
    const [history, known, containers] = await Promise.all([
      ledger.read(),
      ledger.releaseIds(),
      containersOf(target, projectName(location.app, location.environment), signal),
    ]);
    logHistory(history, log);
    const id = decideRollback(history, to, known);
    const wanted = await ledger.release(id);
    log.info(`Rolling back to release ${id}, created ${wanted.release.createdAt}:`);
    for (const [service, image] of Object.entries(wanted.release.images)) log.info(`  ${service} ${image}`);
    if (history.bad.has(id)) log.warning(`Release ${id} is marked as bad; using it because it was requested by id.`);
    const rollout = { context, ledger, history, containers, wanted, policy: wanted.policy, files: new Map() };
    return await executeRollout({ ...rollout, attempt: { kind: "rollback", reason } });
  } catch (error) {
    return refusal(error);
  }
}
