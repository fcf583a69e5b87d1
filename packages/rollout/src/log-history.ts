// Logs what matters in the history before a new attempt starts.
import type { Log } from "@deploy-actions/contract";
import type { History } from "@deploy-actions/release";

export function logHistory({ deployments, tornLines, current }: History, log: Log): void {
  for (const line of tornLines) log.warning(`Line ${line} of the ledger was only partly written; skipping it.`);
  const last = deployments.at(-1);
  if (last !== undefined && last.end === undefined) {
    const phase = last.phases.at(-1)?.phase ?? "stage";
    const where = last.by.url === undefined ? "" : ` (${last.by.url})`;
    log.warning(
      `The previous ${last.kind}, of release ${last.release}${where}, was interrupted in phase ${phase}; continuing from the current state.`,
    );
  }
  log.info(current === undefined ? "This app has not been deployed here before." : `Release ${current} is live.`);
}
