// Decides which registry gets the credentials: never one they were not meant for.
import { type PinnedImage, repositoryOf } from "@deploy-actions/image";
import type { Login } from "@deploy-actions/runtime";
import type { Credentials } from "./context.ts";
import { RolloutError } from "./error.ts";

const HUB = "docker.io";

/** Throws RolloutError "ambiguous-registry" when the images come from several registries and none was named. */
export function loginsFor(images: readonly PinnedImage[], credentials: Credentials | undefined): Login[] {
  if (credentials === undefined) return [];
  const { username, password } = credentials;
  const registry = credentials.registry ?? onlyRegistry(images);
  return [{ registry, username, password }];
}

function onlyRegistry(images: readonly PinnedImage[]): string {
  const all = [...new Set(images.map(({ registry }) => registry ?? HUB))].sort();
  const own = all.filter((registry) => registry !== HUB);
  const candidates = own.length === 0 ? all : own;
  if (candidates[0] !== undefined && candidates.length === 1) return candidates[0];
  throw new RolloutError(
    "ambiguous-registry",
    `The images come from ${candidates.join(" and ")}, and the credentials can be meant for one of them only.`,
    `Say which in \`registry\`: ${candidates.join(" or ")}.`,
  );
}

/** `registry/name@digest`: what a digest is asked for by, whatever tag stands beside it. */
export function byDigest(image: PinnedImage): string {
  return `${repositoryOf(image)}@${image.digest}`;
}
