// Copies an image between repositories with its digest unchanged: layers first, then manifests, children before the
// index that names them. Sets no tag: a tag must not point at what is only half there.
import { bringBlob, type Place } from "./blob.ts";
import { contentsOf, type Descriptor, type Manifest } from "./manifest.ts";
import { inParallel } from "./parallel.ts";

/** What a copy did. `bytes` counts those that travelled. */
export type CopyReport = {
  readonly manifests: number;
  readonly copied: number;
  readonly mounted: number;
  readonly present: number;
  readonly bytes: number;
};

const AT_ONCE = 4;

/** Makes sure that `to` holds the image `manifest` and all it points at, by digest. Throws {@link RegistryError}. */
export async function copyImage(from: Place, manifest: Manifest, to: Place): Promise<CopyReport> {
  const report = { manifests: 0, copied: 0, mounted: 0, present: 0, bytes: 0 };
  const there = await to.registry.resolveDigest(to.name, manifest.digest);
  // A registry takes a manifest only with all its contents, so one that is there is whole.
  if (there === manifest.digest) return report;

  const { manifests, blobs } = await gather(from, manifest);
  await inParallel(AT_ONCE, blobs, async (blob) => {
    const outcome = await bringBlob(from, to, blob);
    report[outcome] += 1;
    if (outcome === "copied") report.bytes += blob.size;
  });
  for (const each of manifests) {
    await to.registry.putManifest(to.name, each.digest, each);
    report.manifests += 1;
  }
  return report;
}

/** All manifests, children before parents, and every blob once. */
async function gather(from: Place, root: Manifest): Promise<{ manifests: Manifest[]; blobs: Descriptor[] }> {
  const manifests = new Map<string, Manifest>();
  const blobs = new Map<string, Descriptor>();
  const visit = async (manifest: Manifest): Promise<void> => {
    const contents = contentsOf(manifest);
    for (const child of contents.children) {
      if (!manifests.has(child.digest)) await visit(await from.registry.getManifest(from.name, child.digest));
    }
    for (const blob of contents.blobs) blobs.set(blob.digest, blob);
    manifests.set(manifest.digest, manifest);
  };
  await visit(root);
  return { manifests: [...manifests.values()], blobs: [...blobs.values()] };
}
