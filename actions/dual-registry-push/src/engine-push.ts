// Has the engine push an image to the registry that this step serves on loopback for as long as the push takes.
import type { Log } from "@deploy-actions/contract";
import { formatReference, type ImageReference, parseReference } from "@deploy-actions/image";
import { RegistryError, type Tee } from "@deploy-actions/registry";
import { attempt, docker, execute, RuntimeError, withCredentials } from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";
import type { EngineImage } from "./engine-image.ts";
import { PushError } from "./error.ts";

export type Means = { readonly target: Target; readonly log: Log; readonly signal: AbortSignal };

/** True when an image can be pushed: it needs a name for that, and one that had none would go with the only one it has then. */
export function canBePushed({ names, digests }: EngineImage): boolean {
  return names.length > 0 || digests.length > 0;
}

/**
 * Pushes the image into the tee, under a name that is taken away again in every case. Resolves with false where the
 * engine never got there, as one that runs elsewhere: its loopback is not this machine's. Throws what the tee met, or
 * docker's own words.
 */
export async function pushInto(tee: Tee, image: EngineImage, { target, log, signal }: Means): Promise<boolean> {
  const name = parseReference(tee.reference);
  const login = { registry: name.registry ?? "", ...tee.credentials };
  return withCredentials(target, [login], async (env) => {
    await execute(target, docker.tag(image.id, name), { signal });
    try {
      const push = { ...docker.push(name), env };
      const { code, stdout, stderr } = await attempt(target, push, { signal, onLine: (line) => log.debug(line) });
      if (!tee.seen) log.debug(`docker push ended with ${code}: ${stderr.trim() || stdout.trim()}`);
      else if (code !== 0) throw failure(tee, stderr.trim() || stdout.trim(), log);
      return tee.seen;
    } finally {
      await takeAway(name, target, log);
    }
  });
}

/** The engine is told less than the tee knows. */
function failure({ trouble }: Tee, words: string, log: Log): unknown {
  if (trouble instanceof RegistryError) return trouble;
  if (trouble !== undefined) return unforeseen(trouble, log);
  return new RuntimeError("command-failed", {
    message: `docker could not push the image: ${words}`,
    state: "Layers may have been uploaded; no tag was set in any registry.",
    next: "Docker's own words say why; run this step again, it picks up where it stopped.",
  });
}

function unforeseen(error: unknown, log: Log): PushError {
  if (error instanceof Error) log.debug(error.stack ?? error.message);
  return new PushError("unforeseen", {
    message: `The push ended with an error that this action does not know: ${error}`,
    state: "Layers may have been uploaded; no tag was set in any registry.",
    next: `Check that the runner starts this action with the Node it asks for (it is ${process.version} now). If it does, report the error with the log of a run with debug logging on.`,
    cause: error,
  });
}

/** Not cancelled with the step: a name left behind would mislead the next job. */
async function takeAway(name: ImageReference, target: Target, log: Log): Promise<void> {
  const text = formatReference(name);
  const told = (words: string): void => log.info(`The name ${text} stays in the engine: ${words}`);
  try {
    const { code, stderr } = await attempt(target, docker.removeImage(text), { timeoutMs: 5000 });
    if (code !== 0) told(stderr.trim());
  } catch (error) {
    told(error instanceof Error ? error.message : String(error));
  }
}
