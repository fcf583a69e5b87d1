// Makes the engine push an image to the registry that this step serves on loopback during the push.
import type { Log } from "@deploy-actions/contract";
import { formatReference, type ImageReference, parseReference } from "@deploy-actions/image";
import { RegistryError, type Tee } from "@deploy-actions/registry";
import { attempt, docker, execute, RuntimeError, withCredentials } from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";
import type { EngineImage } from "./engine-image.ts";
import { messageOf, PushError } from "./error.ts";

export type EngineContext = { readonly target: Target; readonly log: Log; readonly signal: AbortSignal };

/** Whether an image can be pushed: it needs a name for that, and one without other names would be deleted with the temporary one. */
export function canBePushed({ names, digests }: EngineImage): boolean {
  return names.length > 0 || digests.length > 0;
}

/**
 * Pushes the image to the tee, under a name that is always removed again. False if the engine could not reach the tee,
 * because it runs elsewhere and its loopback is not this machine's. Throws the tee's error, or docker's.
 */
export async function pushToTee(
  tee: Tee,
  image: EngineImage,
  { target, log, signal }: EngineContext,
): Promise<boolean> {
  const name = parseReference(tee.reference);
  const login = { registry: name.registry ?? "", ...tee.credentials };
  return withCredentials(target, [login], async (env) => {
    await execute(target, docker.tag(image.id, name), { signal });
    try {
      const push = { ...docker.push(name), env };
      const { code, stdout, stderr } = await attempt(target, push, { signal, onLine: (line) => log.debug(line) });
      const output = stderr.trim() || stdout.trim();
      if (!tee.seen) log.debug(`docker push exited with ${code}: ${output}`);
      else if (code !== 0) throw pushFailed(tee, output, log);
      return tee.seen;
    } finally {
      await removeName(name, target, log);
    }
  });
}

/** The tee knows more about the reason than the engine. */
function pushFailed({ error }: Tee, output: string, log: Log): unknown {
  if (error instanceof RegistryError) return error;
  if (error !== undefined) return unexpected(error, log);
  return new RuntimeError("command-failed", {
    message: `docker could not push the image: ${output}`,
    state: "Layers may have been uploaded. No tag was set in any registry.",
    next: "Docker's output says why. Run this step again: it resumes where it stopped.",
  });
}

function unexpected(error: unknown, log: Log): PushError {
  if (error instanceof Error) log.debug(error.stack ?? error.message);
  return new PushError("unexpected", {
    message: `The push failed with an unexpected error: ${error}`,
    state: "Layers may have been uploaded. No tag was set in any registry.",
    next: `Check that the runner uses the version of Node that this action requires (it is ${process.version} now). If it does, report the error with the log of a run with debug logging.`,
    cause: error,
  });
}

/** Not cancelled with the step, because a name that stays would mislead the next job. */
async function removeName(name: ImageReference, target: Target, log: Log): Promise<void> {
  const text = formatReference(name);
  const report = (reason: string): void => log.info(`Could not remove the name ${text} from the engine: ${reason}`);
  try {
    const { code, stderr } = await attempt(target, docker.removeImage(text), { timeoutMs: 5000 });
    if (code !== 0) report(stderr.trim());
  } catch (error) {
    report(messageOf(error));
  }
}
