// Copies an image to repositories with its digest unchanged: layers first, then manifests, children before the index that
// references them. Does not set tags, because a tag must not point to an incomplete image.
import { contentsOf, type Descriptor, type Manifest, requireFewManifests } from "../client/manifest.ts";
import { isSameRegistry, type Repository } from "../client/registry.ts";
import { inParallel } from "../http/parallel.ts";
import type { ImageSource } from "../source/image-source.ts";
import { copyBlob } from "../upload/blob.ts";
import type { OnTransfer } from "../upload/transfer.ts";

/** What a copy did in one repository. `bytes` counts those that were uploaded. */
export type CopyReport = {
  readonly manifests: number;
  readonly copied: number;
  readonly mounted: number;
  readonly present: number;
  readonly bytes: number;
};

/** With an `error`, the image is incomplete in this repository. */
export type CopyResult = { readonly repository: Repository; readonly report: CopyReport; readonly error?: unknown };

type CopyState = { readonly repository: Repository; readonly report: Writable<CopyReport>; error?: unknown };
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const CONCURRENT_BLOBS = 5;

/**
 * Makes sure that every repository has the image and everything it references, by digest. Each blob is read once for all
 * that lack it. A repository that fails has an error in its result, and the others still get the image. Throws if the
 * source fails.
 */
export async function copyImage(
  source: ImageSource,
  repositories: readonly Repository[],
  onTransfer?: OnTransfer,
): Promise<CopyResult[]> {
  const states = repositories.map(
    (repository): CopyState => ({
      repository,
      report: { manifests: 0, copied: 0, mounted: 0, present: 0, bytes: 0 },
    }),
  );
  const lacking: CopyState[] = [];
  await Promise.all(
    states.map((state) =>
      unlessFailed(state, async (repository) => {
        if (!(await hasImage(source, repository))) lacking.push(state);
      }),
    ),
  );
  if (lacking.length === 0) return states;

  const { manifests, blobs } = await everythingIn(source);
  await inParallel(CONCURRENT_BLOBS, blobs, (blob) => copyBlobTo(lacking, blob, source, onTransfer));
  await Promise.all(
    lacking.map(async (state) => {
      for (const manifest of manifests) {
        await unlessFailed(state, ({ registry, name }) => registry.putManifest(name, manifest.digest, manifest));
        if (state.error === undefined) state.report.manifests += 1;
      }
    }),
  );
  return states;
}

/**
 * A registry only stores a manifest if all its contents are there, so they need not be checked. But a cleanup of untagged
 * manifests deletes the platforms of an index and leaves the index. If the source is this repository, it cannot be repaired.
 */
async function hasImage({ root, repository: origin }: ImageSource, repository: Repository): Promise<boolean> {
  const { registry, name } = repository;
  const has = async (digest: string): Promise<boolean> => (await registry.resolveDigest(name, digest)) === digest;
  if (!(await has(root.digest))) return false;
  if (origin !== undefined && isSameRegistry(origin, repository) && origin.name === name) return true;
  const children = await Promise.all(contentsOf(root).children.map(({ digest }) => has(digest)));
  return children.every((isPresent) => isPresent);
}

async function copyBlobTo(
  states: readonly CopyState[],
  blob: Descriptor,
  source: ImageSource,
  onTransfer: OnTransfer | undefined,
): Promise<void> {
  const remaining = states.filter(({ error }) => error === undefined);
  const from = { read: () => source.blob(blob), describe: source.describe, repository: source.repository };
  const repositories = remaining.map(({ repository }) => repository);
  const results = await copyBlob(blob, from, repositories, onTransfer);
  for (const [at, state] of remaining.entries()) {
    const result = results[at];
    if (result === undefined) continue;
    if (result.status === "failed") state.error ??= result.error;
    else state.report[result.status] += 1;
    if (result.status === "copied") state.report.bytes += blob.size;
  }
}

async function unlessFailed(state: CopyState, act: (repository: Repository) => Promise<void>): Promise<void> {
  if (state.error !== undefined) return;
  try {
    await act(state.repository);
  } catch (error) {
    state.error = error;
  }
}

/** All manifests, children before parents, and every blob once. */
async function everythingIn(source: ImageSource): Promise<{ manifests: Manifest[]; blobs: Descriptor[] }> {
  const manifests = new Map<string, Manifest>();
  const blobs = new Map<string, Descriptor>();
  const seen = new Set<string>();
  const visit = async (manifest: Manifest): Promise<void> => {
    const contents = contentsOf(manifest);
    seen.add(manifest.digest);
    requireFewManifests(source.root, seen.size);
    for (const child of contents.children) {
      if (!seen.has(child.digest)) await visit(await source.manifest(child.digest));
    }
    for (const blob of contents.blobs) blobs.set(blob.digest, blob);
    manifests.set(manifest.digest, manifest);
  };
  await visit(source.root);
  return { manifests: [...manifests.values()], blobs: [...blobs.values()] };
}
