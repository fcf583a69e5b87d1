// Sees to it that images are on the target before anything is touched. What is there by digest is what was meant: it is not pulled again.
import type { PinnedImage } from "@deploy-actions/image";
import { attempt, docker, withCredentials } from "@deploy-actions/runtime";
import type { Result } from "@deploy-actions/target";
import { z } from "zod/mini";
import type { Setting } from "./context.ts";
import { RolloutError } from "./error.ts";
import { byDigest, loginsFor } from "./login.ts";

const Inspected = z.array(z.object({ RepoDigests: z.nullish(z.array(z.string())) }));

/** Those of the images that the engine does not have. */
export async function missingImages(
  setting: Setting,
  images: readonly PinnedImage[],
): Promise<ReadonlySet<PinnedImage>> {
  if (images.length === 0) return new Set();
  const { stdout } = await attempt(setting.target, docker.inspect("image", images.map(byDigest)), {
    signal: setting.signal,
  });
  const digests =
    stdout.trim() === "" ? [] : Inspected.parse(JSON.parse(stdout)).flatMap(({ RepoDigests }) => RepoDigests ?? []);
  const there = new Set(digests.map(familiar));
  return new Set(images.filter((image) => !there.has(familiar(byDigest(image)))));
}

/** Registries that hang are waited for no longer than this for one image. */
const PULL_LIMIT_MS = 15 * 60_000;

/** Pulls the images side by side. Throws RolloutError "image-gone" that names the image, with the registry's own words. */
export async function pullImages(
  setting: Setting,
  images: readonly PinnedImage[],
  all: readonly PinnedImage[],
): Promise<void> {
  if (images.length === 0) return;
  const { target, log, signal, credentials } = setting;
  await withCredentials(target, loginsFor(all, credentials), async (env) => {
    await Promise.all(
      images.map(async (image) => {
        log.info(`Pulling ${byDigest(image)}`);
        const options = { signal, timeoutMs: PULL_LIMIT_MS };
        const result = await attempt(target, { ...docker.pull(image), env }, options);
        if (result.code !== 0) throw gone(image, result, credentials !== undefined);
      }),
    );
  });
}

function gone(image: PinnedImage, { stderr, stdout }: Result, hadCredentials: boolean): RolloutError {
  const words = (stderr.trim() || stdout.trim()).split("\n").at(-1) ?? "";
  return new RolloutError(
    "image-gone",
    `The image ${byDigest(image)} could not be pulled: ${words}`,
    remedy(image, words, hadCredentials),
  );
}

function remedy({ registry = "docker.io" }: PinnedImage, words: string, hadCredentials: boolean): string {
  if (/unauthorized|denied|authentication required|no basic auth/i.test(words)) {
    const what = hadCredentials ? "They were refused" : "None were given";
    return `Check \`registry-username\` and \`registry-password\` for ${registry}: they must be allowed to read that image. ${what}.`;
  }
  if (/manifest unknown|not found|name unknown/i.test(words)) {
    return `Push it again, or choose one that is still in ${registry}; a registry's retention rule may have removed it.`;
  }
  if (/toomanyrequests|too many requests|429/i.test(words)) {
    return `Wait until ${registry} takes requests again, or give \`registry-username\` and \`registry-password\`: limits are lower without a login.`;
  }
  return `Check that the target reaches ${registry}, then run the step again.`;
}

/** Docker writes Docker Hub's names short in an image's RepoDigests. */
function familiar(reference: string): string {
  return reference.replace(/^(?:docker\.io|index\.docker\.io)\//, "").replace(/^library\//, "");
}
