// What the local engine has under a name, and getting an image out of it whole.
import { type ImageSource, openImageFile } from "@deploy-actions/registry";
import { attempt, docker, execute, parseAnswer, RuntimeError } from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";
import { z } from "zod/mini";

/** An image in the engine. `id` is the configuration's digest, or the manifest's where the engine keeps images as containerd does. */
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

/**
 * The image as `docker save` writes it, in a file that is gone when the source is closed. Its digest is that of a push
 * where the engine keeps images compressed (containerd), else that of the layers as they are compressed here.
 */
export async function savedImage(target: Target, image: EngineImage, signal: AbortSignal): Promise<ImageSource> {
  const folder = await target.makeTemporaryFolder("docker-save");
  try {
    const file = `${folder}/image.tar`;
    await execute(target, docker.save(image.id, file), { signal });
    return await openImageFile(file, { folder, signal });
  } finally {
    await target.remove(folder); // who has the file open reads on
  }
}
