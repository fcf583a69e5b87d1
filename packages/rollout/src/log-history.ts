// Says what in the history somebody should know before anything is done on top of it.
import type { Log } from "@deploy-actions/contract";
import type { History } from "@deploy-actions/release";

export function noteHistory({ deployments, tornLines, current }: History, log: Log): void {
  for (const line of tornLines)
    log.warning(`Line ${line} of the ledger was cut off while it was written; it is skipped.`);
  const last = deployments.at(-1);
  if (last !== undefined && last.end === undefined) {
    const phase = last.phases.at(-1)?.phase ?? "stage";
    const where = last.by.url === undefined ? "" : ` (${last.by.url})`;
    log.warning(
      `The ${last.kind} of release ${last.release} before this one${where} was cut off in phase ${phase}; continuing from what is there.`,
    );
  }
  log.info(current === undefined ? "Nothing of this app was deployed here before." : `Release ${current} serves now.`);
}
