// Makes one release live and checks its health: switches, probes, and monitors its containers meanwhile.
import { defaultEarlyProbeDelays, diagnose, type Policy, type Verdict, watch } from "@deploy-actions/probe";
import type { KeptRelease, Ledger } from "@deploy-actions/release";
import { attempt, type ComposeProject, type Container, compose, projectName } from "@deploy-actions/runtime";
import { composeErrorMessage } from "./compose-error-message.ts";
import {
  type Baseline,
  containersOf,
  type FailedContainer,
  failedContainers,
  monitorContainers,
} from "./containers.ts";
import type { RolloutContext } from "./context.ts";
import { fingerprintsOf, withFingerprints } from "./fingerprints.ts";
import type { Journal } from "./journal.ts";
import { readComposeModel } from "./read-compose-model.ts";
import { checkStability } from "./stability.ts";

/** `why` is one sentence, `next` the next step, `containers` their current state. */
export type ActivationResult = ActivationSuccess | ActivationFailure;
type ActivationSuccess = { readonly ok: true; readonly verdict: Verdict; readonly containers: readonly Container[] };
export type ActivationFailure = {
  readonly ok: false;
  readonly why: string;
  readonly next: string;
  readonly verdict?: Verdict;
  readonly containers: readonly Container[];
  /** The containers that failed, or all of them if only the probe failed. */
  readonly suspects: readonly Container[];
};

export type Activation = {
  readonly context: RolloutContext;
  readonly ledger: Ledger;
  readonly kept: KeptRelease;
  /** The health policy; for a rollback, the one stored with the release. */
  readonly policy: Policy;
  readonly baseline: Baseline;
};

/** Rejects only when cancelled or when the engine is unreachable. */
export async function activateRelease(
  activation: Activation,
  journal: Pick<Journal, "enter"> | undefined,
): Promise<ActivationResult> {
  const { context, ledger, kept, baseline } = activation;
  const { target, log, signal } = context;
  const project = await projectOf(context, ledger, kept);
  await journal?.enter("switch");
  const onLine = (line: string): void => log.debug(line);
  const switched = await attempt(target, compose.up(project), { signal, onLine });
  if (switched.code !== 0) {
    const containers = await containersOf(target, project.name, signal);
    const failed = failedContainers(containers, baseline);
    const composeError = `Compose could not start release ${kept.release.id}: ${composeErrorMessage(switched.stderr)}`;
    const why = [composeError, ...failed.map(failureSentence)].join(" ");
    return {
      ok: false,
      why,
      next: "See Compose's error message above and the containers' last lines in the log.",
      containers,
      suspects: suspectsOf(failed, containers),
    };
  }
  await journal?.enter("probe");
  const result = await probeRelease(activation, project.name);
  if (!result.ok) return result;
  const { unstableContainers, containers } = await checkStability(
    context,
    result.containers.map(({ id }) => id),
    baseline,
  );
  return unstableContainers.length === 0
    ? { ...result, containers }
    : failureOf(kept, unstableContainers, result.verdict, containers);
}

/** The release's Compose project, with fingerprints of the values that Compose's own hash does not cover. */
async function projectOf(context: RolloutContext, ledger: Ledger, { release }: KeptRelease): Promise<ComposeProject> {
  const { location, variables } = context;
  const name = projectName(location.app, location.environment);
  const project = { name, files: ledger.composeFiles(release), variables };
  const model = await readComposeModel(context, project, `release ${release.id}`);
  return withFingerprints(project, await fingerprintsOf(context, ledger, await ledger.makeKey(), model));
}

/** Checks the health of the running containers without changing them. */
export async function probeRelease(
  { context, policy, kept, baseline }: Omit<Activation, "ledger">,
  project: string,
): Promise<ActivationResult> {
  const { target, log, signal, headers } = context;
  const monitor = monitorContainers(target, project, baseline, signal);
  try {
    const { verdict, observations } = await watch(policy, {
      log,
      signal,
      headers,
      giveUp: monitor.failed,
      earlyProbeDelays: defaultEarlyProbeDelays,
    });
    const first = verdict.state === "healthy" ? await monitor.firstCheck : undefined;
    if (first?.failedContainers.length === 0) return { ok: true, verdict, containers: first.containers };
    const now = await containersOf(target, project, signal);
    const failed = first === undefined ? failedContainers(now, baseline) : first.failedContainers;
    if (failed.length > 0) return failureOf(kept, failed, verdict, now);
    const { explanation, remedy } = diagnose(policy, observations);
    const why = `Release ${kept.release.id} is not healthy. ${explanation}`;
    return { ok: false, why, next: remedy, verdict, containers: now, suspects: now };
  } finally {
    monitor.stop();
  }
}

/** The result of the probe and the container checks, in sentences. */
export function describeHealth(result: ActivationResult): string {
  const attempts = result.verdict?.attempts ?? 0;
  const count = `${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
  return result.ok ? `Healthy (${count}).` : `${result.why} (${count})`;
}

function failureOf(
  { release }: KeptRelease,
  failed: readonly FailedContainer[],
  verdict: Verdict,
  containers: readonly Container[],
): ActivationFailure {
  const why = `Release ${release.id} does not stay up: ${failed.map(failureSentence).join(" ")}`;
  return { ok: false, why, next: LAST_LINES, verdict, containers, suspects: suspectsOf(failed, containers) };
}

const LAST_LINES = "Read the container's last lines in the log.";

function suspectsOf(failed: readonly FailedContainer[], all: readonly Container[]): readonly Container[] {
  return failed.length > 0 ? failed.map(({ container }) => container) : all;
}

function failureSentence({ container: { service, name }, why }: FailedContainer): string {
  return `Service ${service} (container ${name}) ${why}.`;
}
