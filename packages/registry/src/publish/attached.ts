// Copies what is attached to an image (referrers and cosign's tags), and what is attached to that, so that a promoted image
// keeps its signatures and attestations. To be called before tags are set, because referrers may be stored first.

import { contentsOf, type Manifest, requireFewManifests } from "../client/manifest.ts";
import type { Repository } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";
import { inParallel } from "../http/parallel.ts";
import type { ImageSource } from "../source/image-source.ts";
import { repositorySource } from "../source/repository.ts";
import { copyImage } from "./copy.ts";
import { addToFallback, cosignTags, type Referrer, referrersOf } from "./referrers.ts";

/** What was copied to one repository, and the error if that failed. */
export type AttachedResult = {
  readonly repository: Repository;
  /** The digests of the referrers that it has now. */
  readonly referrers: readonly string[];
  /** Cosign's tags that were set or were already correct. */
  readonly tags: readonly string[];
  /** Cosign's tags that point to something else, which were not changed. */
  readonly skippedTags: readonly string[];
  readonly error?: unknown;
};

type Attachments = {
  readonly subject: string;
  readonly referrers: readonly Referrer[];
  readonly tags: readonly CosignTag[];
};
type CosignTag = { readonly tag: string; readonly digest: string };

const CONCURRENCY = 4;
/** Of one image, including everything that is attached to its attachments. */
const MAX_SUBJECTS = 2000;

/** Copies what is attached in `from` to `image` or to a part of it. A repository that fails has an error in its result. Throws if `from` fails. */
export async function copyAttached(
  from: Repository,
  image: ImageSource,
  repositories: readonly Repository[],
): Promise<AttachedResult[]> {
  const found = await findAttached(from, image);
  const digests = new Set(found.flatMap(({ referrers, tags }) => [...referrers, ...tags].map(({ digest }) => digest)));
  const failures = new Map<Repository, unknown>();
  const missing = new Set<string>();
  await inParallel(CONCURRENCY, [...digests], async (digest) => {
    const manifest = await ifPresent(from.registry.getManifest(from.name, digest));
    if (manifest === undefined) {
      missing.add(digest);
      return;
    }
    const source = repositorySource(from, manifest);
    for (const { repository, error } of await copyImage(source, repositories)) {
      if (error !== undefined) failures.set(repository, error);
    }
  });
  return Promise.all(
    repositories.map(async (repository) => {
      const attached = { repository, referrers: [] as string[], tags: [] as string[], skippedTags: [] as string[] };
      try {
        if (failures.has(repository)) throw failures.get(repository);
        for (const { subject, referrers: listed, tags } of found) {
          const referrers = listed.filter(({ digest }) => !missing.has(digest));
          if (referrers.length > 0) await listReferrers(repository, subject, referrers);
          attached.referrers.push(...referrers.map(({ digest }) => digest));
          for (const tagged of tags)
            ((await setTag(repository, from, tagged)) ? attached.tags : attached.skippedTags).push(tagged.tag);
        }
        return attached;
      } catch (error) {
        return { ...attached, error };
      }
    }),
  );
}

/** A fallback tag may still list a manifest that was deleted. */
async function ifPresent(manifest: Promise<Manifest>): Promise<Manifest | undefined> {
  try {
    return await manifest;
  } catch (error) {
    if (error instanceof RegistryError && error.reason === "not-found") return undefined;
    throw error;
  }
}

/** What is attached to the image's own manifests, then to those attachments, and so on. */
async function findAttached(from: Repository, image: ImageSource): Promise<Attachments[]> {
  const found: Attachments[] = [];
  const seen = new Set<string>();
  let subjects = await manifestsOf(image);
  while (subjects.length > 0 && seen.size < MAX_SUBJECTS) {
    const next: string[] = [];
    for (const subject of subjects) seen.add(subject);
    await inParallel(CONCURRENCY, subjects, async (subject) => {
      const { all } = await referrersOf(from, subject);
      const tags: CosignTag[] = [];
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
  const pending = [image.root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { digest } of contentsOf(next).children) {
      if (!digests.has(digest)) pending.push(await image.manifest(digest));
      digests.add(digest);
      requireFewManifests(image.root, digests.size);
    }
  }
  return [...digests];
}

/** A registry with the referrers API lists them by itself. For any other, the client must write the fallback tag. */
async function listReferrers(repository: Repository, subject: string, referrers: readonly Referrer[]): Promise<void> {
  const { listed } = await referrersOf(repository, subject);
  if (listed === "by tag") await addToFallback(repository, subject, referrers);
}

/** False if the tag already points to something else: replacing it could lose a signature that only this registry has. */
async function setTag(repository: Repository, from: Repository, { tag, digest }: CosignTag): Promise<boolean> {
  const current = await repository.registry.resolveDigest(repository.name, tag);
  if (current !== undefined) return current === digest;
  await repository.registry.putManifest(repository.name, tag, await from.registry.getManifest(from.name, digest));
  return true;
}
