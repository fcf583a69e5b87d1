// Pulls the images that the target does not have yet, before anything is changed. Images are compared by digest.
import type { PinnedImage } from "@deploy-actions/image";
import { attempt, docker, pullVariables, withCredentials } from "@deploy-actions/runtime";
import type { Result } from "@deploy-actions/target";
import { z } from "zod/mini";
import type { RolloutContext } from "./context.ts";
import { RolloutError } from "./error.ts";
import { byDigest, loginsFor } from "./login.ts";

const Inspected = z.array(z.object({ RepoDigests: z.nullish(z.array(z.string())) }));

/** The images that the engine does not have. */
export async function missingImages(
  context: RolloutContext,
  images: readonly PinnedImage[],
): Promise<ReadonlySet<PinnedImage>> {
  if (images.length === 0) return new Set();
  const { stdout } = await attempt(context.target, docker.inspect("image", images.map(byDigest)), {
    signal: context.signal,
  });
  const digests =
    stdout.trim() === "" ? [] : Inspected.parse(JSON.parse(stdout)).flatMap(({ RepoDigests }) => RepoDigests ?? []);
  const present = new Set(digests.map(familiarName));
  return new Set(images.filter((image) => !present.has(familiarName(byDigest(image)))));
}

/** Limit for pulling one image. */
const PULL_LIMIT_MS = 15 * 60_000;

/** Pulls the images in parallel. Throws RolloutError "image-gone" with the image's name and the registry's error message. */
export async function pullImages(
  context: RolloutContext,
  images: readonly PinnedImage[],
  all: readonly PinnedImage[],
): Promise<void> {
  if (images.length === 0) return;
  const { target, log, signal, credentials } = context;
  const inherit = await pullVariables(target);
  await withCredentials(target, loginsFor(all, credentials), async (env) => {
    await Promise.all(
      images.map(async (image) => {
        log.info(`Pulling ${byDigest(image)}`);
        const options = { signal, timeoutMs: PULL_LIMIT_MS };
        const result = await attempt(target, { ...docker.pull(image), env, inherit }, options);
        if (result.code !== 0) throw pullError(image, result, credentials !== undefined);
      }),
    );
  });
}

function pullError(image: PinnedImage, { stderr, stdout }: Result, hadCredentials: boolean): RolloutError {
  const message = (stderr.trim() || stdout.trim()).split("\n").at(-1) ?? "";
  return new RolloutError(
    "image-gone",
    `The image ${byDigest(image)} could not be pulled: ${message}`,
    remedy(image, message, hadCredentials),
  );
}

function remedy({ registry = "docker.io" }: PinnedImage, message: string, hadCredentials: boolean): string {
  if (/unauthorized|denied|authentication required|no basic auth/i.test(message)) {
    const what = hadCredentials ? "The registry rejected them" : "No credentials were given";
    return `Check \`registry-username\` and \`registry-password\` for ${registry}: they need read access to that image. ${what}.`;
  }
  if (/manifest unknown|not found|name unknown/i.test(message)) {
    return `Push it again, or choose an image that still exists in ${registry}; a retention rule may have deleted this one.`;
  }
  if (/toomanyrequests|too many requests|429/i.test(message)) {
    return `Wait until ${registry} accepts requests again, or set \`registry-username\` and \`registry-password\`: limits are lower without a login.`;
  }
  return `Check that the target can reach ${registry}, then run the step again.`;
}

/** Docker shortens the names of Docker Hub images in RepoDigests. */
function familiarName(reference: string): string {
  return reference.replace(/^(?:docker\.io|index\.docker\.io)\//, "").replace(/^library\//, "");
}
