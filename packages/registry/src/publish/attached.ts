// Carries along what is attached to an image (referrers and cosign's tags), and what is attached to that, so that a
// promoted image is as signed and attested as the one it was. To be called before tags are set: referrers may come first.

import { contentsOf, type Manifest } from "../client/manifest.ts";
import type { Repository } from "../client/place.ts";
import { RegistryError } from "../http/error.ts";
import { inParallel } from "../http/parallel.ts";
import type { ImageSource } from "../source/image-source.ts";
import { repositorySource } from "../source/repository.ts";
import { copyImage } from "./copy.ts";
import { addToFallback, cosignTags, type Referrer, referrersOf } from "./referrers.ts";

/** What was carried to one repository, or why not all of it was. */
export type AttachedResult = {
  readonly repository: Repository;
  /** Digests of the referrers that are there now. */
  readonly referrers: readonly string[];
  /** Cosign's tags that were set, or were right before. */
  readonly tags: readonly string[];
  /** Cosign's tags that name something else there, which is left as it is. */
  readonly kept: readonly string[];
  readonly error?: unknown;
};

type Found = { readonly subject: string; readonly referrers: readonly Referrer[]; readonly tags: readonly Tagged[] };
type Tagged = { readonly tag: string; readonly digest: string };

const AT_ONCE = 4;
/** Of one image, with all that is attached to what is attached. */
const MOST_SUBJECTS = 2000;

/** Copies what `from` has attached to `image` or to a part of it. A repository that fails says so; throws where `from` fails. */
export async function copyAttached(
  from: Repository,
  image: ImageSource,
  repositories: readonly Repository[],
): Promise<AttachedResult[]> {
  const found = await findAttached(from, image);
  const digests = new Set(found.flatMap(({ referrers, tags }) => [...referrers, ...tags].map(({ digest }) => digest)));
  const failures = new Map<Repository, unknown>();
  const gone = new Set<string>();
  await inParallel(AT_ONCE, [...digests], async (digest) => {
    const manifest = await unlessGone(from.registry.getManifest(from.name, digest));
    if (manifest === undefined) {
      gone.add(digest);
      return;
    }
    const source = repositorySource(from, manifest);
    for (const { repository, error } of await copyImage(source, repositories)) {
      if (error !== undefined) failures.set(repository, error);
    }
  });
  return Promise.all(
    repositories.map(async (repository) => {
      const attached = { repository, referrers: [] as string[], tags: [] as string[], kept: [] as string[] };
      try {
        if (failures.has(repository)) throw failures.get(repository);
        for (const { subject, referrers: listed, tags } of found) {
          const referrers = listed.filter(({ digest }) => !gone.has(digest));
          if (referrers.length > 0) await list(repository, subject, referrers);
          attached.referrers.push(...referrers.map(({ digest }) => digest));
          for (const tagged of tags)
            ((await setTag(repository, from, tagged)) ? attached.tags : attached.kept).push(tagged.tag);
        }
        return attached;
      } catch (error) {
        return { ...attached, error };
      }
    }),
  );
}

/** A fallback tag goes on naming what was deleted. */
async function unlessGone(manifest: Promise<Manifest>): Promise<Manifest | undefined> {
  try {
    return await manifest;
  } catch (error) {
    if (error instanceof RegistryError && error.reason === "not-found") return undefined;
    throw error;
  }
}

/** Goes from the image's own manifests to what is attached to them, and on from there. */
async function findAttached(from: Repository, image: ImageSource): Promise<Found[]> {
  const found: Found[] = [];
  const seen = new Set<string>();
  let subjects = await manifestsOf(image);
  while (subjects.length > 0 && seen.size < MOST_SUBJECTS) {
    const next: string[] = [];
    for (const subject of subjects) seen.add(subject);
    await inParallel(AT_ONCE, subjects, async (subject) => {
      const { all } = await referrersOf(from, subject);
      const tags: Tagged[] = [];
      for (const tag of cosignTags(subject)) {
        const digest = await from.registry.resolveDigest(from.name, tag);
        if (digest !== undefined) tags.push({ tag, digest });
      }
      if (all.length > 0 || tags.length > 0) found.push({ subject, referrers: all, tags });
      next.push(...all.map(({ digest }) => digest));
    });
    subjects = [...new Set(next)].filter((digest) => !seen.has(digest));
  }
  return found;
}

async function manifestsOf(image: ImageSource): Promise<string[]> {
  const digests = new Set([image.root.digest]);
  const waiting = [image.root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { digest } of contentsOf(next).children) {
      if (!digests.has(digest)) waiting.push(await image.manifest(digest));
      digests.add(digest);
    }
  }
  return [...digests];
}

/** A registry with the API lists what names its subject by itself; in every other the tag is ours to write. */
async function list(repository: Repository, subject: string, referrers: readonly Referrer[]): Promise<void> {
  const { listed } = await referrersOf(repository, subject);
  if (listed === "under a tag") await addToFallback(repository, subject, referrers);
}

/** False where the tag names something else already: replacing it could lose a signature that only this registry has. */
async function setTag(repository: Repository, from: Repository, { tag, digest }: Tagged): Promise<boolean> {
  const there = await repository.registry.resolveDigest(repository.name, tag);
  if (there !== undefined) return there === digest;
  await repository.registry.putManifest(repository.name, tag, await from.registry.getManifest(from.name, digest));
  return true;
}
