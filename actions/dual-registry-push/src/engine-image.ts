// The local engine's side: what image it has under a name, and pushing it with logins that last as long as the push.
import type { ImageReference } from "@deploy-actions/image";
import { formatReference } from "@deploy-actions/image";
import { explainDocker, type Log, persist, type Registry } from "@deploy-actions/registry";
import { attempt, docker, execute, parseAnswer, RuntimeError, withCredentials } from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";
import { z } from "zod";
import type { Destination } from "./destinations.ts";

/** An image in the engine. `id` is the configuration's digest, or the manifest's where the engine keeps images as containerd does. */
export type EngineImage = {
  readonly id: string;
  readonly names: readonly string[];
  readonly digests: readonly string[];
};

const Inspected = z
  .array(
    z.object({ Id: z.string(), RepoTags: z.array(z.string()).nullish(), RepoDigests: z.array(z.string()).nullish() }),
  )
  .length(1);

/** The image the engine has under a name or id, or undefined. Throws RuntimeError where there is no engine. */
export async function engineImage(
  target: Target,
  nameOrId: string,
  signal: AbortSignal,
): Promise<EngineImage | undefined> {
  const { code, stdout, stderr } = await attempt(target, docker.inspectImage(nameOrId), { signal });
  if (code !== 0) {
    if (/no such (?:image|object)/i.test(stderr)) return undefined;
    throw new RuntimeError("command-failed", {
      message: `docker could not look at ${nameOrId}: ${stderr.trim()}`,
      state: "Nothing was pushed.",
      next: "Docker's own words say why; check that the name is an image's.",
    });
  }
  const [image] = parseAnswer(Inspected, stdout, "docker image inspect");
  if (image === undefined) return undefined;
  const digests = (image.RepoDigests ?? []).flatMap((reference) => reference.split("@").slice(1));
  return { id: image.Id, names: image.RepoTags ?? [], digests };
}

type Push = {
  readonly image: EngineImage;
  readonly to: Destination;
  readonly registry: Registry;
  readonly tag: string;
  readonly signal: AbortSignal;
  readonly log: Log;
};

/** Pushes the image under a tag and resolves with the digest docker says it has. The name it needs for that is taken away again. */
export async function pushFromEngine(target: Target, push: Push): Promise<string | undefined> {
  const { image, to, registry, tag, signal, log } = push;
  const name: ImageReference = { registry: to.host, name: to.name, tag };
  const before = await engineImage(target, formatReference(name), signal);
  const logins = to.credentials === undefined ? [] : [{ registry: to.host, ...to.credentials }];
  return withCredentials(target, logins, async (env) => {
    await execute(target, docker.tag(image.id, name), { signal });
    try {
      return await persist(registry.transport.patience, () => once(target, name, env, signal, log));
    } finally {
      await restore(target, name, before, image, log);
    }
  });
}

async function once(
  target: Target,
  name: ImageReference,
  env: Record<string, string>,
  signal: AbortSignal,
  log: Log,
): Promise<string | undefined> {
  const command = { ...docker.push(name), env };
  const { code, stdout, stderr } = await attempt(target, command, { signal, onLine: (line) => telling(line, log) });
  if (code === 0) return /\bdigest: (sha256:[0-9a-f]{64})\b/.exec(stdout)?.[1];
  const words = stderr.trim() || stdout.trim();
  throw (
    explainDocker(name.registry ?? "the registry", `take ${name.name} from docker`, words) ??
    new RuntimeError("command-failed", {
      message: `docker could not push ${formatReference(name)}: ${words}`,
      state: "Layers may have been uploaded; no tag was set.",
      next: "Docker's own words say why; run the same push by hand on the runner to see more.",
    })
  );
}

/** Of the three or more lines that docker has for a layer, the last is news. */
function telling(line: string, log: Log): void {
  if (/: (?:Pushed|Layer already exists|Mounted from \S+)$/.test(line)) log.info(line);
  else log.debug(line);
}

/** Leaves the engine's names as they were. Not cancelled with the step: a name left behind would mislead the next job. */
async function restore(
  target: Target,
  name: ImageReference,
  before: EngineImage | undefined,
  pushed: EngineImage,
  log: Log,
): Promise<void> {
  if (before?.id === pushed.id) return;
  if (before === undefined && pushed.names.length === 0) {
    // An image that had no name would go with the only one it has now.
    log.info(`${pushed.id} had no name in the engine and keeps ${formatReference(name)}`);
    return;
  }
  await attempt(
    target,
    before === undefined ? docker.removeImage(formatReference(name)) : docker.tag(before.id, name),
    {
      timeoutMs: 5000,
    },
  );
}
