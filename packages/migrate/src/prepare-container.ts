// Before the first step in a container: the image is there, and no container of an earlier run is still at work. A
// migration that outlived its runner is waited for, never raced: it may hold the lock that ours would fail on.
import type { Log } from "@deploy-actions/contract";
import { formatReference, type ImageReference } from "@deploy-actions/image";
import { attempt, docker, type Login, RuntimeError, withCredentials } from "@deploy-actions/runtime";
import { type Target, TargetError } from "@deploy-actions/target";
import { found, look, wait } from "./container.ts";
import { MigrateError } from "./error.ts";
import type { InContainer } from "./step-command.ts";

/** Throws MigrateError "image-missing" or "busy", a RuntimeError where no engine answers, a TargetError when `signal` fires. */
export async function prepareContainer(
  target: Target,
  place: InContainer,
  logins: readonly Login[],
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  await obtainImage(target, place.image, logins, signal, log);
  await settle(target, place.name, signal, log);
}

async function obtainImage(
  target: Target,
  image: ImageReference,
  logins: readonly Login[],
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const name = formatReference(image);
  const here = await attempt(target, docker.inspectImage(name), { signal });
  if (here.code === 0) return log.debug(`${name} is on ${target.name} already.`);
  log.info(`Pulling ${name}`);
  const pull = docker.pull(image);
  const answer = await withCredentials(target, logins, (env) => attempt(target, { ...pull, env }, { signal }));
  if (answer.code === 0) return;
  throw new MigrateError("image-missing", {
    message: `${name} could not be pulled: ${answer.stderr.trim()}`,
    state: "Nothing was migrated.",
    next: "Check the reference, and that registry-username and registry-password may read it.",
  });
}

async function settle(target: Target, name: string, signal: AbortSignal, log: Log): Promise<void> {
  const state = found(await attempt(target, look(name), { signal }));
  if (state === "nothing") return;
  if (state === "foreign") {
    throw new MigrateError("busy", {
      message: `A container that is not of this action has the name ${name}.`,
      state: "Nothing was migrated, and that container was left alone.",
      next: `Look at it (docker inspect ${name}), and rename or remove it.`,
    });
  }
  if (state === "running") {
    log.warning(`An earlier run of this migration is still at work in the container ${name}; waiting for it to end.`);
    await attempt(target, wait(name), { signal }).catch((error: unknown) => {
      throw error instanceof TargetError && error.reason === "aborted" ? stillAtWork(name) : error;
    });
  }
  // It removes itself when it ends; this is for one that an engine's restart left behind.
  const removed = await attempt(target, docker.removeContainer(name), { signal });
  const gone = found(await attempt(target, look(name), { signal })) === "nothing";
  if (!gone) throw new RuntimeError("command-failed", stillThere(name, removed.stderr.trim()));
}

function stillAtWork(name: string): MigrateError {
  return new MigrateError("busy", {
    message: `An earlier run of this migration was still at work in the container ${name} when this run had to end.`,
    state: "This run migrated nothing; that container goes on.",
    next: `See what it does (docker logs --follow ${name}), let it end or end it (docker stop ${name}), then run this step again.`,
  });
}

function stillThere(name: string, words: string): { message: string; state: string; next: string } {
  return {
    message: `The container ${name} of an earlier run has ended but could not be removed: ${words}`,
    state: "Nothing was migrated.",
    next: `Remove it by hand (docker rm --force ${name}) and run this step again.`,
  };
}
