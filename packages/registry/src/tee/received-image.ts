// The manifests that the engine pushed, kept in memory: they go to the registries only when everything they name is there.

import { contentsOf, type Descriptor, type Manifest } from "../client/manifest.ts";
import type { Repository } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";
import type { ImageSource } from "../source/image-source.ts";
import { repositorySource } from "../source/repository.ts";

export type ManifestStore = {
  put(reference: string, manifest: Manifest): void;
  get(reference: string): Manifest | undefined;
};

/** What the engine pushed, as a source: its manifests from memory, its blobs from whichever registry has them. */
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

/** The image under `tag`. Throws {@link RegistryError} `no-image` where the engine did not get so far. */
export function receivedImage(
  shelf: ManifestStore,
  tag: string,
  holders: (digest: string) => readonly Repository[],
): ReceivedImage {
  const root = shelf.get(tag);
  if (root === undefined) throw notReceived();
  const manifest = (digest: string): Manifest => {
    const found = shelf.get(digest);
    if (found === undefined) throw incomplete(digest);
    return found;
  };
  const turns = new Map<string, number>();
  return {
    root,
    manifests: below(root, manifest),
    manifest: async (digest) => manifest(digest),
    describe: "what the engine pushed",
    blob(blob) {
      const repositories = holders(blob.digest);
      const turn = turns.get(blob.digest) ?? 0;
      turns.set(blob.digest, turn + 1);
      const first = turn % Math.max(1, repositories.length);
      return fromAny([...repositories.slice(first), ...repositories.slice(0, first)], root, blob);
    },
    close: async () => {},
  };
}

/** From the first place that begins to give the bytes: one that has them may not give them, and another does. */
async function* fromAny(
  repositories: readonly Repository[],
  root: Manifest,
  blob: Descriptor,
): AsyncGenerator<Uint8Array> {
  const [repository, ...others] = repositories;
  if (repository === undefined) throw incomplete(blob.digest);
  let begun = false;
  try {
    for await (const chunk of repositorySource(repository, root).blob(blob)) {
      begun = true;
      yield chunk;
    }
  } catch (error) {
    if (begun || others.length === 0) throw error;
    yield* fromAny(others, root, blob);
  }
}

/** Children before parents. */
function below(root: Manifest, manifest: (digest: string) => Manifest): Manifest[] {
  const found = new Map<string, Manifest>();
  const visit = (at: Manifest): void => {
    for (const { digest } of contentsOf(at).children) if (!found.has(digest)) visit(manifest(digest));
    found.set(at.digest, at);
  };
  visit(root);
  return [...found.values()];
}

function notReceived(): RegistryError {
  return new RegistryError({
    reason: "no-image",
    message: "The engine ended its push without an image.",
    state: "No tag was set in any registry. Layers that were uploaded stay there without a tag and are not sent again.",
    next: "The engine's own words say why it stopped; run this step again.",
  });
}

function incomplete(digest: string): RegistryError {
  return new RegistryError({
    reason: "no-image",
    message: `The engine's image names ${digest}, which the engine did not push.`,
    state: "No tag was set in any registry.",
    next: "Part of the image is missing in the engine (another platform, pruned layers): build it again, or push one platform.",
  });
}
