// Runs one step where it belongs and, when its time is up or the run is cancelled, ends all of it. For a container that
// means the container first: a killed `docker run` leaves the container behind, at work and holding its locks.
import { attempt, docker } from "@deploy-actions/runtime";
import { type Result, type RunOptions, type Target, TargetError } from "@deploy-actions/target";
import { found, look, stop } from "./container.ts";
import type { Step } from "./migrator.ts";
import { type InContainer, type Place, placed } from "./step-command.ts";

/** How a step ended. `left` names a container that could not be ended and may still be at work. */
export type Ended = { readonly result: Result } | { readonly interrupted: true; readonly left?: string };

/** Rejects with a TargetError or RuntimeError when the step could not start. `signal` ends it. */
export async function runStep(
  target: Target,
  step: Step,
  place: Place,
  signal: AbortSignal,
  onLine: NonNullable<RunOptions["onLine"]>,
): Promise<Ended> {
  if (signal.aborted) return { interrupted: true };
  if (place.kind === "container") return inContainer(target, step, place, signal, onLine);
  return onTarget(() => target.run(placed(step, place), { signal, onLine }));
}

async function onTarget(run: () => Promise<Result>): Promise<Ended> {
  try {
    return { result: await run() };
  } catch (error) {
    if (error instanceof TargetError && error.reason === "aborted") return { interrupted: true };
    throw error;
  }
}

async function inContainer(
  target: Target,
  step: Step,
  place: InContainer,
  signal: AbortSignal,
  onLine: NonNullable<RunOptions["onLine"]>,
): Promise<Ended> {
  // The client is ended only after the container: it is what shows us the last lines.
  const client = new AbortController();
  let stopping: Promise<void> | undefined;
  const onAbort = (): void => {
    stopping = quietly(target, stop(place.name)).then(() => client.abort());
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const ended = await onTarget(() => attempt(target, placed(step, place), { signal: client.signal, onLine }));
    if (stopping === undefined) return ended;
    await stopping;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  // Again after the client is gone: it may have created the container just after `stop` had found none.
  await quietly(target, docker.removeContainer(place.name));
  return { interrupted: true, ...(await isGone(target, place.name)) };
}

/** Longer than the grace period of `stop`, shorter than the runner's patience with a cancelled step. */
const PATIENCE_MS = 5_000;

/** Whatever it answers: what counts is what `isGone` sees afterwards. */
async function quietly(target: Target, command: ReturnType<typeof stop>): Promise<void> {
  await target.run(command, { timeoutMs: PATIENCE_MS }).catch(() => undefined);
}

async function isGone(target: Target, name: string): Promise<{ left?: string }> {
  const answer = await target.run(look(name), { timeoutMs: PATIENCE_MS }).catch(() => undefined);
  return answer !== undefined && found(answer) === "nothing" ? {} : { left: name };
}
