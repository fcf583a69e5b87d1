// Finds an image in the local engine, and reads it from there completely.
import { type ImageSource, openImageFile } from "@deploy-actions/registry";
import { attempt, docker, execute, parseAnswer, RuntimeError } from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";
import { z } from "zod/mini";

/** An image in the engine. `id` is the configuration's digest, or the manifest's if the engine uses containerd's image store. */
export type EngineImage = {
  readonly id: string;
  readonly names: readonly string[];
  readonly digests: readonly string[];
};

const Inspected = z
  .array(
    z.object({ Id: z.string(), RepoTags: z.nullish(z.array(z.string())), RepoDigests: z.nullish(z.array(z.string())) }),
  )
  .check(z.length(1));

/** The image with this name or ID, or undefined. Throws RuntimeError if there is no engine. */
export async function engineImage(
  target: Target,
  nameOrId: string,
  signal: AbortSignal,
): Promise<EngineImage | undefined> {
  const { code, stdout, stderr } = await attempt(target, docker.inspectImage(nameOrId), { signal });
  if (code !== 0) {
    if (/no such (?:image|object)/i.test(stderr)) return undefined;
    throw new RuntimeError("command-failed", {
      message: `docker could not inspect ${nameOrId}: ${stderr.trim()}`,
      state: "Nothing was pushed.",
      next: "Docker's output says why. Check that this is the name of an image.",
    });
  }
  const [image] = parseAnswer(Inspected, stdout, "docker image inspect");
  if (image === undefined) return undefined;
  const digests = (image.RepoDigests ?? []).flatMap((reference) => reference.split("@").slice(1));
  return { id: image.Id, names: image.RepoTags ?? [], digests };
}

/**
 * The image as `docker save` writes it, in a file that is gone when the source is closed. Its digest is the same as after a
 * push if the engine stores layers compressed (containerd). Otherwise it depends on how they are compressed here.
 */
export async function savedImage(target: Target, image: EngineImage, signal: AbortSignal): Promise<ImageSource> {
  const folder = await target.makeTemporaryFolder("docker-save");
  try {
    const file = `${folder}/image.tar`;
    await execute(target, docker.save(image.id, file), { signal });
    return await openImageFile(file, { folder, signal });
  } finally {
    await target.remove(folder); // the open file can still be read
  }
}
