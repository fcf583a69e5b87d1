// The part deploy and rollback share, from a decision to its outcome: look first, write down what begins, stage, then switch over.
import { previousOf } from "@deploy-actions/release";
import { projectName } from "@deploy-actions/runtime";
import { check } from "./check-current.ts";
import { type Journal, openJournal } from "./journal.ts";
import { fetchImages, type Preflight, preflight } from "./preflight.ts";
import type { Order } from "./prepared-rollout.ts";
import { type Known, whole } from "./record-end.ts";
import { type Result, refusal } from "./result.ts";
import { switchOver } from "./switch-over.ts";

export async function carryOut(order: Order): Promise<Result> {
  const { setting, ledger, history, wanted } = order;
  const { id } = wanted.release;
  const looked = await preflight(order);
  const previous = history.current === id ? previousOf(history) : history.current;
  const known: Known = { release: id, history, ...(previous === undefined ? {} : { previous }) };
  if (setting.dryRun) return { ...known, ...plan(order, looked) };

  const journal = await openJournal(ledger, {
    ...{ ...order.attempt, release: id, by: setting.by },
    ...(history.current === undefined ? {} : { previous: history.current }),
  });
  return whole(setting, journal, known, async () => {
    const ended =
      looked.decision === "check" ? await check(order, journal) : await stageAndSwitch(order, looked, journal);
    return { ...ended, ...known, laps: journal.laps() };
  });
}

async function stageAndSwitch(order: Order, looked: Preflight, journal: Journal): Promise<Omit<Result, "laps">> {
  const { setting, ledger, wanted, history, containers } = order;
  try {
    await journal.enter("stage");
    await fetchImages(setting, looked);
    await ledger.keep(wanted, order.files);
  } catch (error) {
    setting.signal.throwIfAborted();
    const refused = refusal(error);
    const serving = history.current === undefined ? {} : { serving: history.current };
    await journal.end({
      outcome: "failed-clean",
      failure: "an image could not be pulled, or the release could not be kept",
      ...serving,
    });
    return refused;
  }
  const project = projectName(setting.place.app, setting.place.environment);
  const first = history.current === undefined && containers.length === 0;
  return switchOver({ ...order, project, back: looked.back, first }, journal);
}

function plan(
  { wanted, history }: Order,
  { decision, missing }: Preflight,
): Omit<Result, "release" | "previous" | "history"> {
  const { id } = wanted.release;
  const from = history.current === undefined ? "nothing" : `release ${history.current}`;
  const pulls = missing.length === 0 ? "" : ` after pulling ${missing.length} image${missing.length === 1 ? "" : "s"}`;
  const line =
    decision === "check"
      ? `dry run: release ${id} serves already; nothing would be changed.`
      : `dry run: would switch from ${from} to release ${id}${pulls}; nothing was changed.`;
  return { outcome: "unchanged", line, laps: [], evidence: [] };
}
