// The steps that deploy and rollback share: run the preflight checks, record the start, stage the release, then switch over.
import { previousOf } from "@deploy-actions/release";
import { projectName } from "@deploy-actions/runtime";
import { checkCurrent } from "./check-current.ts";
import { type Journal, openJournal } from "./journal.ts";
import { fetchImages, type Preflight, preflight } from "./preflight.ts";
import type { PreparedRollout } from "./prepared-rollout.ts";
import { type KnownResult, withRecordedEnd } from "./record-end.ts";
import { type Result, refusal } from "./result.ts";
import { switchOver } from "./switch-over.ts";

export async function executeRollout(rollout: PreparedRollout): Promise<Result> {
  const { context, ledger, history, wanted } = rollout;
  const { id } = wanted.release;
  const preflightResult = await preflight(rollout);
  const previous = history.current === id ? previousOf(history) : history.current;
  const known: KnownResult = { release: id, history, ...(previous === undefined ? {} : { previous }) };
  if (context.dryRun) return { ...known, ...describePlan(rollout, preflightResult) };

  const journal = await openJournal(ledger, {
    ...{ ...rollout.attempt, release: id, by: context.by },
    ...(history.current === undefined ? {} : { previous: history.current }),
  });
  return withRecordedEnd(context, journal, known, async () => {
    const ended =
      preflightResult.decision === "check"
        ? await checkCurrent(rollout, journal)
        : await stageAndSwitch(rollout, preflightResult, journal);
    return { ...ended, ...known, phaseDurations: journal.phaseDurations() };
  });
}

async function stageAndSwitch(
  rollout: PreparedRollout,
  preflightResult: Preflight,
  journal: Journal,
): Promise<Omit<Result, "phaseDurations">> {
  const { context, ledger, wanted, history, containers } = rollout;
  try {
    await journal.enter("stage");
    await fetchImages(context, preflightResult);
    await ledger.keep(wanted, rollout.files);
  } catch (error) {
    context.signal.throwIfAborted();
    const refused = refusal(error);
    const serving = history.current === undefined ? {} : { serving: history.current };
    await journal.end({
      outcome: "failed-clean",
      failure: "an image could not be pulled, or the release could not be stored",
      ...serving,
    });
    return refused;
  }
  const project = projectName(context.location.app, context.location.environment);
  const first = history.current === undefined && containers.length === 0;
  return switchOver({ ...rollout, project, rollbackTarget: preflightResult.rollbackTarget, first }, journal);
}

function describePlan(
  { wanted, history }: PreparedRollout,
  { decision, missing }: Preflight,
): Omit<Result, "release" | "previous" | "history"> {
  const { id } = wanted.release;
  const change =
    history.current === undefined
      ? `deploy release ${id} as the first release`
      : `switch from release ${history.current} to release ${id}`;
  const pulls = missing.length === 0 ? "" : ` after pulling ${missing.length} image${missing.length === 1 ? "" : "s"}`;
  const line =
    decision === "check"
      ? `dry run: release ${id} is already live; nothing would change.`
      : `dry run: would ${change}${pulls}; nothing was changed.`;
  return { outcome: "unchanged", line, phaseDurations: [], evidence: [] };
}
