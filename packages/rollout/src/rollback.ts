// Rolls back: makes an earlier release serve again, from what was kept of it.
import { decideRollback, openLedger } from "@deploy-actions/release";
import { projectName } from "@deploy-actions/runtime";
import { containersOf } from "./containers.ts";
import type { Setting } from "./context.ts";
import { carryOut } from "./execute-rollout.ts";
import { noteHistory } from "./log-history.ts";
import { type Result, refusal } from "./result.ts";

export type RollbackOrder = {
  /** `previous`, or the id of a release. */
  readonly to: string;
  readonly reason: string;
};

/** Rejects only for faults of the program; everything that can go wrong is a Result. */
export async function rollback(setting: Setting, { to, reason }: RollbackOrder): Promise<Result> {
  const { target, place, log, signal } = setting;
  try {
    const ledger = openLedger(target, place);
    const [history, known, containers] = await Promise.all([
      ledger.read(),
      ledger.releaseIds(),
      containersOf(target, projectName(place.app, place.environment), signal),
    ]);
    noteHistory(history, log);
    const id = decideRollback(history, to, known);
    const wanted = await ledger.release(id);
    log.info(`Rolling back to release ${id}, made ${wanted.release.createdAt}:`);
    for (const [service, image] of Object.entries(wanted.release.images)) log.info(`  ${service} ${image}`);
    if (history.bad.has(id)) log.warning(`Release ${id} was left as a bad one; it is used because it was named.`);
    const order = { setting, ledger, history, containers, wanted, policy: wanted.policy, files: new Map() };
    return await carryOut({ ...order, attempt: { kind: "rollback", reason } });
  } catch (error) {
    return refusal(error);
  }
}
