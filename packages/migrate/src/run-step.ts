// Runs one step on the target or in a container and stops it completely on timeout or cancellation. In a container, the container is
// stopped first: killing only `docker run` would leave the container running and holding its locks.
import { attempt, docker } from "@deploy-actions/runtime";
import { type Command, type Result, type RunOptions, type Target, TargetError } from "@deploy-actions/target";
import { containerState, inspectContainer, stopContainer } from "./container.ts";
import type { FailedExit } from "./failure.ts";
import type { InContainer, StepLocation } from "./step-command.ts";

/** How a step ended: its result, or that `signal` interrupted it. */
export type StepOutcome = { readonly result: Result } | Extract<FailedExit, { readonly interrupted: true }>;

/** `command` is the step's: see `stepCommand`. Rejects with a TargetError or RuntimeError when it could not start. Aborting `signal` stops it. */
export async function runStep(
  target: Target,
  command: Command,
  location: StepLocation,
  signal: AbortSignal,
  onLine: NonNullable<RunOptions["onLine"]>,
): Promise<StepOutcome> {
  if (signal.aborted) return { interrupted: true };
  if (location.kind === "container") return runInContainer(target, command, location, signal, onLine);
  return catchAbort(() => target.run(command, { signal, onLine }));
}

async function catchAbort(run: () => Promise<Result>): Promise<StepOutcome> {
  try {
    return { result: await run() };
  } catch (error) {
    if (error instanceof TargetError && error.reason === "aborted") return { interrupted: true };
    throw error;
  }
}

async function runInContainer(
  target: Target,
  command: Command,
  location: InContainer,
  signal: AbortSignal,
  onLine: NonNullable<RunOptions["onLine"]>,
): Promise<StepOutcome> {
  // The client is stopped after the container, because it forwards the container's last lines.
  const client = new AbortController();
  let stopping: Promise<void> | undefined;
  const onAbort = (): void => {
    stopping = runIgnoringErrors(target, stopContainer(location.name)).then(() => client.abort());
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const outcome = await catchAbort(() => attempt(target, command, { signal: client.signal, onLine }));
    if (stopping === undefined) return outcome;
    await stopping;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  // Removed once more after the client has exited: it may have created the container just after `stop` found none.
  await runIgnoringErrors(target, docker.removeContainer(location.name));
  return { interrupted: true, ...(await findLeftContainer(target, location.name)) };
}

/** Longer than the grace period of `stopContainer`, shorter than the time that the runner gives a cancelled step. */
const CLEANUP_TIMEOUT_MS = 5_000;

/** The result does not matter: `findLeftContainer` checks afterwards whether the container is still there. */
async function runIgnoringErrors(target: Target, command: Command): Promise<void> {
  await target.run(command, { timeoutMs: CLEANUP_TIMEOUT_MS }).catch(() => undefined);
}

async function findLeftContainer(target: Target, name: string): Promise<{ leftContainer?: string }> {
  const inspected = await target.run(inspectContainer(name), { timeoutMs: CLEANUP_TIMEOUT_MS }).catch(() => undefined);
  return inspected !== undefined && containerState(inspected) === "absent" ? {} : { leftContainer: name };
}
