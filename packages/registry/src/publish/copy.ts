// Brings an image into repositories with its digest unchanged: layers first, then manifests, children before the index
// that names them. Sets no tag: a tag must not point at what is only half there.

import { contentsOf, type Descriptor, type Manifest } from "../client/manifest.ts";
import type { Repository } from "../client/place.ts";
import { inParallel } from "../http/parallel.ts";
import type { ImageSource } from "../source/image-source.ts";
import { copyBlob } from "../upload/blob.ts";
import type { OnTransfer } from "../upload/transfer.ts";

/** What a copy did in one repository. `bytes` counts those that travelled. */
export type CopyReport = {
  readonly manifests: number;
  readonly copied: number;
  readonly mounted: number;
  readonly present: number;
  readonly bytes: number;
};

/** What became of one repository; with an `error`, the image is not whole there. */
export type CopyResult = { readonly repository: Repository; readonly report: CopyReport; readonly error?: unknown };

type Course = { readonly repository: Repository; readonly report: Writable<CopyReport>; error?: unknown };
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const AT_ONCE = 5;

/**
 * Makes sure that every one of `places` holds the image and all it points at, by digest. Each blob is read once for all
 * that lack it. A repository that fails says so, and the others get the image. Throws where the source failed.
 */
export async function copyImage(
  source: ImageSource,
  repositories: readonly Repository[],
  watch?: OnTransfer,
): Promise<CopyResult[]> {
  const courses = repositories.map(
    (repository): Course => ({ repository, report: { manifests: 0, copied: 0, mounted: 0, present: 0, bytes: 0 } }),
  );
  const lacking: Course[] = [];
  await Promise.all(
    courses.map((course) =>
      unlessFailing(course, async (repository) => {
        if (!(await isWhole(source, repository))) lacking.push(course);
      }),
    ),
  );
  if (lacking.length === 0) return courses;

  const { manifests, blobs } = await gather(source);
  await inParallel(AT_ONCE, blobs, (blob) => bring(blob, source, lacking, watch));
  await Promise.all(
    lacking.map(async (course) => {
      for (const manifest of manifests) {
        await unlessFailing(course, ({ registry, name }) => registry.putManifest(name, manifest.digest, manifest));
        if (course.error === undefined) course.report.manifests += 1;
      }
    }),
  );
  return courses;
}

/**
 * A registry takes a manifest only with all its contents, so one that is there is whole; but a clean-up of what has no tag
 * takes the platforms of an index and leaves the index. Where the source is the place itself it cannot be repaired from there.
 */
async function isWhole({ root, repository: origin }: ImageSource, { registry, name }: Repository): Promise<boolean> {
  const has = async (digest: string): Promise<boolean> => (await registry.resolveDigest(name, digest)) === digest;
  if (!(await has(root.digest))) return false;
  if (origin?.registry.host === registry.host && origin.name === name) return true;
  const children = await Promise.all(contentsOf(root).children.map(({ digest }) => has(digest)));
  return children.every((isThere) => isThere);
}

async function bring(
  blob: Descriptor,
  source: ImageSource,
  courses: readonly Course[],
  watch: OnTransfer | undefined,
): Promise<void> {
  const going = courses.filter(({ error }) => error === undefined);
  const from = { read: () => source.blob(blob), describe: source.describe, repository: source.repository };
  const results = await copyBlob(
    blob,
    from,
    going.map(({ repository }) => repository),
    watch,
  );
  for (const [at, course] of going.entries()) {
    const result = results[at];
    if (result === undefined) continue;
    if (result.outcome === "failed") course.error ??= result.error;
    else course.report[result.outcome] += 1;
    if (result.outcome === "copied") course.report.bytes += blob.size;
  }
}

async function unlessFailing(course: Course, act: (repository: Repository) => Promise<void>): Promise<void> {
  if (course.error !== undefined) return;
  try {
    await act(course.repository);
  } catch (error) {
    course.error = error;
  }
}

/** All manifests, children before parents, and every blob once. */
async function gather(source: ImageSource): Promise<{ manifests: Manifest[]; blobs: Descriptor[] }> {
  const manifests = new Map<string, Manifest>();
  const blobs = new Map<string, Descriptor>();
  const visit = async (manifest: Manifest): Promise<void> => {
    const contents = contentsOf(manifest);
    for (const child of contents.children) {
      if (!manifests.has(child.digest)) await visit(await source.manifest(child.digest));
    }
    for (const blob of contents.blobs) blobs.set(blob.digest, blob);
    manifests.set(manifest.digest, manifest);
  };
  await visit(source.root);
  return { manifests: [...manifests.values()], blobs: [...blobs.values()] };
}
