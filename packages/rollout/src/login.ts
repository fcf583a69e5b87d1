// Decides which registry gets the credentials, so that they are never sent to another one.
import { type PinnedImage, repositoryOf } from "@deploy-actions/image";
import type { Login } from "@deploy-actions/runtime";
import type { Credentials } from "./context.ts";
import { RolloutError } from "./error.ts";

const HUB = "docker.io";

/** Throws RolloutError "ambiguous-registry" if the images come from several registries and `registry` is not set. */
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
    `The images come from ${candidates.join(" and ")}, but the credentials can be for only one of them.`,
    `Set \`registry\` to ${candidates.join(" or ")}.`,
  );
}

/** `registry/name@digest`, without the tag. */
export function byDigest(image: PinnedImage): string {
  return `${repositoryOf(image)}@${image.digest}`;
}
