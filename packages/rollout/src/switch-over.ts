// Switches to a release that is staged and commits it when it answers; rolls back to what served before when it does not.
import type { Problem } from "@deploy-actions/contract";
import type { Policy } from "@deploy-actions/probe";
import type { BeginEvent, EndEvent, KeptRelease, Ledger } from "@deploy-actions/release";
import { attempt, type Container, compose } from "@deploy-actions/runtime";
import { type Bad, type Live, makeLive, sawOf } from "./activate-release.ts";
import { composeWords } from "./compose-error-message.ts";
import { blotted, type Setting, secretTexts } from "./context.ts";
import { gatherEvidence } from "./evidence.ts";
import type { Journal } from "./journal.ts";
import type { Result, Side } from "./result.ts";

export type Switching = {
  readonly setting: Setting;
  readonly ledger: Ledger;
  readonly wanted: KeptRelease;
  readonly policy: Policy;
  readonly project: string;
  /** What to roll back to. */
  readonly back: KeptRelease | undefined;
  /** Whether nothing was here before: no release, and no container of anybody's making. */
  readonly first: boolean;
  /** The project's containers before it all. */
  readonly containers: readonly Container[];
  readonly attempt: Pick<BeginEvent, "kind" | "reason">;
};

type Ended = Omit<Result, "laps">;

export async function switchOver(switching: Switching, journal: Journal): Promise<Ended> {
  const { setting, ledger, wanted, policy, back } = switching;
  const { id } = wanted.release;
  const before = switching.containers;
  // Where something serves, haste: a crash is a crash. Where nothing does, or nothing else is left to try, one crash is
  // forgiven: an app may give up once because its database is still starting.
  const baseline = { before, forgiven: back === undefined ? 1 : 0 };
  const live = await makeLive({ setting, ledger, kept: wanted, policy, baseline }, journal);
  if (!live.ok) return goBack(switching, journal, live);

  setting.signal.throwIfAborted();
  await journal.enter("commit");
  await ledger.commit(id, policy);
  const leaves = switching.attempt.kind === "rollback" && back !== undefined ? { bad: back.release.id } : {};
  await journal.end({ outcome: "deployed", serving: id, verdict: verdictOf(live), ...leaves });
  const from = back === undefined ? "" : ` in place of ${back.release.id}`;
  return {
    outcome: "deployed",
    line: `deployed: release ${id} serves${from}.`,
    sides: [{ is: "serves", release: wanted.release, saw: sawOf(live) }],
    verdict: live.verdict,
    evidence: [],
    containers: live.containers,
  };
}

async function goBack(switching: Switching, journal: Journal, failed: Bad): Promise<Ended> {
  const { setting, ledger, wanted, back, first } = switching;
  setting.signal.throwIfAborted();
  const { id } = wanted.release;
  setting.log.warning(failed.why);
  const evidence = await gatherEvidence(setting, failed.suspects);
  await journal.enter("revert");
  const clean = (text: string): string => blotted(text, secretTexts(setting));
  let now: readonly Container[] | undefined;
  const end = async (
    outcome: EndEvent["outcome"],
    problem: Problem,
    more: Partial<EndEvent>,
    other: readonly Side[] = [],
  ): Promise<Ended> => {
    const verdict = failed.verdict === undefined ? {} : { verdict: verdictOf(failed) };
    await journal.end({ outcome, bad: id, failure: clean(failed.why), ...verdict, ...more });
    return {
      outcome,
      line: `${outcome}: ${problem.happened}`,
      problem,
      evidence,
      sides: [{ is: "left", release: wanted.release, saw: sawOf(failed) }, ...other],
      ...(failed.verdict && { verdict: failed.verdict }),
      ...(now === undefined ? {} : { containers: now }),
    };
  };

  if (back !== undefined) {
    setting.log.info(`Rolling back to release ${back.release.id}.`);
    const again = await makeLive(
      { setting, ledger, kept: back, policy: back.policy, baseline: { before: switching.containers, forgiven: 1 } },
      undefined,
    );
    now = again.containers;
    const side: Side = { is: again.ok ? "serves" : "stuck", release: back.release, saw: sawOf(again) };
    return again.ok
      ? end("rolled-back", wentBack(failed, back), { serving: back.release.id }, [side])
      : end("failed-dirty", stuck(switching, failed, again.why), {}, [side]);
  }
  if (!first) return end("failed-dirty", stuck(switching, failed, undefined), {});
  const problem = await takeDown(switching, failed);
  return problem === undefined ? end("failed-clean", nothingLeft(failed), {}) : end("failed-dirty", problem, {});
}

function verdictOf({ ok, verdict }: Live): NonNullable<EndEvent["verdict"]> {
  return { healthy: ok, attempts: verdict?.attempts ?? 0, ...(verdict === undefined ? {} : { cause: verdict.reason }) };
}

/** A first release that is bad leaves what was there before it: nothing. Its volumes stay, since they are data. */
async function takeDown({ setting, ledger, wanted, project }: Switching, failed: Bad): Promise<Problem | undefined> {
  const { target, signal, variables } = setting;
  const files = ledger.composeFiles(wanted.release);
  const down = await attempt(target, compose.down({ name: project, files, variables }), { signal });
  if (down.code === 0) return undefined;
  return {
    happened: failed.why,
    state: `Its containers are still there, because they could not be removed: ${composeWords(down.stderr)}`,
    next: `Remove them by hand: docker compose -p ${project} down. Then: ${failed.next}`,
  };
}

function wentBack(failed: Bad, { release }: KeptRelease): Problem {
  return {
    happened: failed.why,
    state: `Release ${release.id}, which served before, serves again and answers.`,
    next: failed.next,
  };
}

function nothingLeft(failed: Bad): Problem {
  return {
    happened: failed.why,
    state:
      "It was the first release here, so there was no previous one to roll back to: its containers were removed, its volumes kept.",
    next: failed.next,
  };
}

function stuck({ back, project, setting }: Switching, failed: Bad, again: string | undefined): Problem {
  const { app, environment } = setting.place;
  if (back === undefined) {
    return {
      happened: failed.why,
      state: `There is no other release to roll back to, so the containers of ${project} were left as they are; they do not answer.`,
      next: `${failed.next} Then deploy one that works, or run rollback with \`to\` set to an earlier release of ${app} in ${environment}.`,
    };
  }
  return {
    happened: failed.why,
    state: `Rolling back to release ${back.release.id} did not help: ${again ?? ""} Nothing is known to answer.`,
    next: `See \`docker compose -p ${project} ps\` and \`docker compose -p ${project} logs\`; then run the rollback action with \`to: ${back.release.id}\`, or another release.`,
  };
}
