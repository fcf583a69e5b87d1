// Before the first step in a container: pulls the image if needed and waits for a container of an earlier run. A migration that outlived its
// runner may still hold a lock that would make this run fail, so the two never run at the same time.
import type { Log } from "@deploy-actions/contract";
import { formatReference, type ImageReference } from "@deploy-actions/image";
import { attempt, docker, type Login, pullVariables, RuntimeError, withCredentials } from "@deploy-actions/runtime";
import { type Target, TargetError } from "@deploy-actions/target";
import { containerState, inspectContainer, waitForContainer } from "./container.ts";
import { MigrateError } from "./error.ts";
import type { InContainer } from "./step-command.ts";

/** Throws MigrateError "image-missing" or "busy", RuntimeError when the Docker engine does not answer, TargetError when `signal` is aborted. */
export async function prepareContainer(
  target: Target,
  location: InContainer,
  logins: readonly Login[],
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  await pullIfMissing(target, location.image, logins, signal, log);
  await waitForEarlierRun(target, location.name, signal, log);
}

async function pullIfMissing(
  target: Target,
  image: ImageReference,
  logins: readonly Login[],
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const name = formatReference(image);
  const inspected = await attempt(target, docker.inspectImage(name), { signal });
  if (inspected.code === 0) return log.debug(`${name} is already on ${target.name}.`);
  log.info(`Pulling ${name}`);
  const pull = { ...docker.pull(image), inherit: await pullVariables(target) };
  const pulled = await withCredentials(target, logins, (env) => attempt(target, { ...pull, env }, { signal }));
  if (pulled.code === 0) return;
  throw new MigrateError("image-missing", {
    message: `${name} could not be pulled: ${pulled.stderr.trim()}`,
    state: "Nothing was migrated.",
    next: "Check the reference, and that registry-username and registry-password have read access to it.",
  });
}

async function waitForEarlierRun(target: Target, name: string, signal: AbortSignal, log: Log): Promise<void> {
  const state = containerState(await attempt(target, inspectContainer(name), { signal }));
  if (state === "absent") return;
  if (state === "foreign") {
    throw new MigrateError("busy", {
      message: `A container named ${name} exists that was not created by this action.`,
      state: "Nothing was migrated, and that container was left alone.",
      next: `Inspect it (docker inspect ${name}), then rename or remove it.`,
    });
  }
  if (state === "running") {
    log.warning(
      `An earlier run of this migration is still running in the container ${name}; waiting for it to finish.`,
    );
    await attempt(target, waitForContainer(name), { signal }).catch((error: unknown) => {
      throw error instanceof TargetError && error.reason === "aborted" ? stillRunning(name) : error;
    });
  }
  // The container removes itself when it exits, except when the engine was restarted in the meantime.
  const removed = await attempt(target, docker.removeContainer(name), { signal });
  const isAbsent = containerState(await attempt(target, inspectContainer(name), { signal })) === "absent";
  if (!isAbsent) throw new RuntimeError("command-failed", notRemoved(name, removed.stderr.trim()));
}

function stillRunning(name: string): MigrateError {
  return new MigrateError("busy", {
    message: `An earlier run of this migration was still running in the container ${name} when this run had to stop.`,
    state: "This run migrated nothing; that container is still running.",
    next: `Check what it is doing (docker logs --follow ${name}), wait for it or stop it (docker stop ${name}), then run this step again.`,
  });
}

function notRemoved(name: string, output: string): { message: string; state: string; next: string } {
  return {
    message: `The container ${name} of an earlier run has exited but could not be removed: ${output}`,
    state: "Nothing was migrated.",
    next: `Remove it manually (docker rm --force ${name}) and run this step again.`,
  };
}
