// The image that the engine pushed. Its manifests are kept in memory and only go to the registries when everything that they
// reference is there.

import { contentsOf, type Descriptor, type Manifest } from "../client/manifest.ts";
import type { Repository } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";
import type { ImageSource } from "../source/image-source.ts";
import { repositorySource } from "../source/repository.ts";

export type ManifestStore = {
  put(reference: string, manifest: Manifest): void;
  get(reference: string): Manifest | undefined;
};

/** What the engine pushed, as a source: its manifests from memory, its blobs from any registry that has them. */
export type ReceivedImage = ImageSource & { readonly manifests: readonly Manifest[] };

export function openManifestStore(): ManifestStore {
  const byReference = new Map<string, Manifest>();
  return {
    put(reference, manifest) {
      byReference.set(reference, manifest);
      byReference.set(manifest.digest, manifest);
    },
    get: (reference) => byReference.get(reference),
  };
}

/** The image with `tag`. Throws {@link RegistryError} `no-image` if the engine did not push it. */
export function receivedImage(
  store: ManifestStore,
  tag: string,
  holders: (digest: string) => readonly Repository[],
): ReceivedImage {
  const root = store.get(tag);
  if (root === undefined) throw notPushed();
  const manifest = (digest: string): Manifest => {
    const found = store.get(digest);
    if (found === undefined) throw incomplete(digest);
    return found;
  };
  const reads = new Map<string, number>();
  return {
    root,
    manifests: manifestsOf(root, manifest),
    manifest: async (digest) => manifest(digest),
    describe: "what the engine pushed",
    blob(blob) {
      const repositories = holders(blob.digest);
      const count = reads.get(blob.digest) ?? 0;
      reads.set(blob.digest, count + 1);
      // Starts with another registry each time.
      const first = count % Math.max(1, repositories.length);
      return fromAny([...repositories.slice(first), ...repositories.slice(0, first)], root, blob);
    },
    close: async () => {},
  };
}

/** Reads from the first repository that starts to send the bytes: having a blob does not mean being able to send it. */
async function* fromAny(
  repositories: readonly Repository[],
  root: Manifest,
  blob: Descriptor,
): AsyncGenerator<Uint8Array> {
  const [repository, ...others] = repositories;
  if (repository === undefined) throw incomplete(blob.digest);
  let started = false;
  try {
    for await (const chunk of repositorySource(repository, root).blob(blob)) {
      started = true;
      yield chunk;
    }
  } catch (error) {
    if (started || others.length === 0) throw error;
    yield* fromAny(others, root, blob);
  }
}

/** All manifests of the image, children before parents. */
function manifestsOf(root: Manifest, manifest: (digest: string) => Manifest): Manifest[] {
  const found = new Map<string, Manifest>();
  const visit = (at: Manifest): void => {
    for (const { digest } of contentsOf(at).children) if (!found.has(digest)) visit(manifest(digest));
    found.set(at.digest, at);
  };
  visit(root);
  return [...found.values()];
}

function notPushed(): RegistryError {
  return new RegistryError({
    reason: "no-image",
    message: "The engine ended its push without pushing an image.",
    state:
      "No tag was set in any registry. Layers that were uploaded stay there untagged and will not be uploaded again.",
    next: "The engine's output says why it stopped. Run this step again.",
  });
}

function incomplete(digest: string): RegistryError {
  return new RegistryError({
    reason: "no-image",
    message: `The image references ${digest}, which the engine did not push.`,
    state: "No tag was set in any registry.",
    next: "Part of the image is missing in the engine (another platform, pruned layers). Build it again, or push a single platform.",
  });
}
