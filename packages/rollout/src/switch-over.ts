// Switches to a staged release. Commits it if it is healthy, otherwise rolls back to the previous release.
import type { Problem } from "@deploy-actions/contract";
import type { Policy } from "@deploy-actions/probe";
import type { BeginEvent, EndEvent, KeptRelease, Ledger } from "@deploy-actions/release";
import { attempt, type Container, compose } from "@deploy-actions/runtime";
import { type ActivationFailure, type ActivationResult, activateRelease, describeHealth } from "./activate-release.ts";
import { composeErrorMessage } from "./compose-error-message.ts";
import { type RolloutContext, redactOf } from "./context.ts";
import { gatherEvidence } from "./evidence.ts";
import type { Journal } from "./journal.ts";
import type { ReleaseStatus, Result } from "./result.ts";

export type Switchover = {
  readonly context: RolloutContext;
  readonly ledger: Ledger;
  readonly wanted: KeptRelease;
  readonly policy: Policy;
  readonly project: string;
  readonly rollbackTarget: KeptRelease | undefined;
  /** There was neither a release nor a container before. */
  readonly first: boolean;
  /** The project's containers before the switch. */
  readonly containers: readonly Container[];
  readonly attempt: Pick<BeginEvent, "kind" | "reason">;
};

type ResultWithoutDurations = Omit<Result, "phaseDurations">;

export async function switchOver(switchover: Switchover, journal: Journal): Promise<ResultWithoutDurations> {
  const { context, ledger, wanted, policy, rollbackTarget } = switchover;
  const { id } = wanted.release;
  const before = switchover.containers;
  // With a release to roll back to, any crash fails the deploy. Without one, a single crash is allowed: an app may exit once because its
  // database is still starting.
  const baseline = { before, allowedRestarts: rollbackTarget === undefined ? 1 : 0 };
  const result = await activateRelease({ context, ledger, kept: wanted, policy, baseline }, journal);
  if (!result.ok) return rollBack(switchover, journal, result);

  context.signal.throwIfAborted();
  await journal.enter("commit");
  await ledger.commit(id, policy);
  const badRelease =
    switchover.attempt.kind === "rollback" && rollbackTarget !== undefined ? { bad: rollbackTarget.release.id } : {};
  await journal.end({ outcome: "deployed", serving: id, verdict: verdictOf(result), ...badRelease });
  const replaced = rollbackTarget === undefined ? "" : `, replacing release ${rollbackTarget.release.id}`;
  return {
    outcome: "deployed",
    line: `deployed: release ${id} is live${replaced}.`,
    releases: [{ status: "live", release: wanted.release, observed: describeHealth(result) }],
    verdict: result.verdict,
    evidence: [],
    containers: result.containers,
  };
}

async function rollBack(
  switchover: Switchover,
  journal: Journal,
  failed: ActivationFailure,
): Promise<ResultWithoutDurations> {
  const { context, ledger, wanted, rollbackTarget, first } = switchover;
  context.signal.throwIfAborted();
  const { id } = wanted.release;
  context.log.warning(failed.why);
  const evidence = await gatherEvidence(context, failed.suspects);
  await journal.enter("revert");
  const redact = redactOf(context);
  let now: readonly Container[] | undefined;
  const end = async (
    outcome: EndEvent["outcome"],
    problem: Problem,
    more: Partial<EndEvent>,
    others: readonly ReleaseStatus[] = [],
  ): Promise<ResultWithoutDurations> => {
    const verdict = failed.verdict === undefined ? {} : { verdict: verdictOf(failed) };
    await journal.end({ outcome, bad: id, failure: redact(failed.why), ...verdict, ...more });
    return {
      outcome,
      line: `${outcome}: ${problem.happened}`,
      problem,
      evidence,
      releases: [{ status: "failed", release: wanted.release, observed: describeHealth(failed) }, ...others],
      ...(failed.verdict && { verdict: failed.verdict }),
      ...(now === undefined ? {} : { containers: now }),
    };
  };

  if (rollbackTarget !== undefined) {
    context.log.info(`Rolling back to release ${rollbackTarget.release.id}.`);
    const restored = await activateRelease(
      {
        context,
        ledger,
        kept: rollbackTarget,
        policy: rollbackTarget.policy,
        baseline: { before: switchover.containers, allowedRestarts: 1 },
      },
      undefined,
    );
    now = restored.containers;
    const status: ReleaseStatus = {
      status: restored.ok ? "live" : "rollback-failed",
      release: rollbackTarget.release,
      observed: describeHealth(restored),
    };
    return restored.ok
      ? end("rolled-back", rolledBackProblem(failed, rollbackTarget), { serving: rollbackTarget.release.id }, [status])
      : end("failed-dirty", rollbackFailedProblem(switchover, failed, restored.why), {}, [status]);
  }
  if (!first) return end("failed-dirty", rollbackFailedProblem(switchover, failed, undefined), {});
  const problem = await removeContainers(switchover, failed);
  return problem === undefined ? end("failed-clean", removedProblem(failed), {}) : end("failed-dirty", problem, {});
}

function verdictOf({ ok, verdict }: ActivationResult): NonNullable<EndEvent["verdict"]> {
  return { healthy: ok, attempts: verdict?.attempts ?? 0, ...(verdict === undefined ? {} : { cause: verdict.reason }) };
}

/** Removes a first release that failed, but keeps its volumes, because they are data. */
async function removeContainers(
  { context, ledger, wanted, project }: Switchover,
  failed: ActivationFailure,
): Promise<Problem | undefined> {
  const { target, signal, variables } = context;
  const files = ledger.composeFiles(wanted.release);
  const down = await attempt(target, compose.down({ name: project, files, variables }), { signal });
  if (down.code === 0) return undefined;
  return {
    happened: failed.why,
    state: `Its containers could not be removed and are still there: ${composeErrorMessage(down.stderr)}`,
    next: `Remove them manually: docker compose -p ${project} down. Then: ${failed.next}`,
  };
}

function rolledBackProblem(failed: ActivationFailure, { release }: KeptRelease): Problem {
  return {
    happened: failed.why,
    state: `The previous release ${release.id} is live again and healthy.`,
    next: failed.next,
  };
}

function removedProblem(failed: ActivationFailure): Problem {
  return {
    happened: failed.why,
    state:
      "It was the first release here, so there was no previous release to roll back to. Its containers were removed; its volumes were kept.",
    next: failed.next,
  };
}

function rollbackFailedProblem(
  { rollbackTarget, project, context }: Switchover,
  failed: ActivationFailure,
  rollbackFailure: string | undefined,
): Problem {
  const { app, environment } = context.location;
  if (rollbackTarget === undefined) {
    return {
      happened: failed.why,
      state: `There is no other release to roll back to, so the containers of ${project} were left as they are. They are not healthy.`,
      next: `${failed.next} Then deploy a working release, or run the rollback action with \`to\` set to an earlier release of ${app} in ${environment}.`,
    };
  }
  return {
    happened: failed.why,
    state: `Rolling back to release ${rollbackTarget.release.id} failed too: ${rollbackFailure ?? ""} No release is known to be healthy.`,
    next: `Check \`docker compose -p ${project} ps\` and \`docker compose -p ${project} logs\`; then run the rollback action with \`to: ${rollbackTarget.release.id}\`, or another release.`,
  };
}
