// Publishes one image in several repositories so that either all of them get their tags or none does: contents first
// everywhere, tags last, and finally every registry is asked to confirm them.
import { judgeTag } from "@deploy-actions/image";
import type { Manifest } from "../client/manifest.ts";
import { fullReference } from "../client/manifest-response.ts";
import type { Repository } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";
import { withRetry } from "../http/retry.ts";
import type { ImageSource } from "../source/image-source.ts";
import type { OnTransfer } from "../upload/transfer.ts";
import { type CopyReport, copyImage } from "./copy.ts";
import { readTags, type TagState, tagConflictError, tagConflicts } from "./tags.ts";

/** The result for one repository. `exists`: it already had the image and all its tags. */
export type PublishResult = {
  readonly repository: Repository;
  readonly status: "pushed" | "exists" | "failed";
  /** Tags that this run wrote. */
  readonly written: readonly string[];
  /** What was uploaded. Absent if the copy failed. */
  readonly copy?: CopyReport;
  readonly error?: unknown;
};

type Progress = { -readonly [K in keyof Omit<PublishResult, "written">]: PublishResult[K] } & { written: string[] };

/**
 * Publishes the source's image with the tags of `states`. Never throws because of a destination: a repository that failed
 * has an error in its result, and no tag is written after that. Throws if the source fails.
 */
export async function publish(
  source: ImageSource,
  states: readonly TagState[],
  options: { readonly onTransfer?: OnTransfer } = {},
): Promise<PublishResult[]> {
  const manifest = source.root;
  const repositories = states.map(({ repository }) => repository);
  const copies = await copyImage(source, repositories, options.onTransfer);
  const results = copies.map(({ repository, report, error }): Progress => {
    if (error !== undefined) return { repository, status: "failed", written: [], error };
    return { repository, status: report.manifests > 0 ? "pushed" : "exists", written: [], copy: report };
  });
  if (hasFailed(results)) return results;
  await writeTags(manifest, states, results);
  if (hasFailed(results)) return results;
  await forEach(results, ({ repository }, at) => confirm(repository, manifest, [...(states[at]?.tags.keys() ?? [])]));
  return results;
}

/**
 * Writes one tag at a time in all repositories, write-once tags first, so that a moving tag never points to an image whose
 * write-once tag failed. What the tags pointed to before the upload may have changed, so write-once tags are read again: all
 * of them before the first is written, and each right before its own turn.
 */
async function writeTags(manifest: Manifest, states: readonly TagState[], results: readonly Progress[]): Promise<void> {
  const tags = [...(states[0]?.tags.keys() ?? [])];
  const writeOnce = tags.filter((tag) => judgeTag(tag).writeOnce);
  const inOrder = [...writeOnce, ...tags.filter((tag) => !writeOnce.includes(tag))];
  const current = states.map((state) => new Map(state.tags));
  const readAgain = async (
    repository: Repository,
    known: Map<string, string | undefined>,
    wanted: readonly string[],
  ): Promise<void> => {
    const [state] = await readTags([repository], wanted);
    for (const [tag, digest] of state?.tags ?? []) known.set(tag, digest);
    const taken = state === undefined ? [] : tagConflicts([state], (digest) => digest === manifest.digest);
    if (taken.length > 0) throw tagConflictError(taken, "Another run wrote it while this image was being uploaded.");
  };
  for (const [turn, tag] of inOrder.entries()) {
    const toRead = turn === 0 ? writeOnce : writeOnce.filter((each) => each === tag);
    await forEach(results, ({ repository }, at) => readAgain(repository, current[at] ?? new Map(), toRead));
    if (hasFailed(results)) return;
    await forEach(results, async (result, at) => {
      if (current[at]?.get(tag) === manifest.digest) return;
      await putTag(result.repository, tag, manifest);
      result.status = "pushed";
      result.written.push(tag);
    });
    if (hasFailed(results)) return;
  }
}

/** A registry with immutable tags may refuse a retry after the response to the first attempt was lost. */
async function putTag({ registry, name }: Repository, tag: string, manifest: Manifest): Promise<void> {
  try {
    await registry.putManifest(name, tag, manifest);
  } catch (error) {
    const now = await registry.resolveDigest(name, tag).catch(() => undefined);
    if (now !== manifest.digest) throw error;
  }
}

/** Checks that the digest and the tags resolve to the image. Retries, because a registry's replicas may lag behind. */
async function confirm({ registry, name }: Repository, { digest }: Manifest, tags: readonly string[]): Promise<void> {
  const check = async (reference: string): Promise<void> => {
    const found = await registry.resolveDigest(name, reference);
    if (found === digest) return;
    throw new RegistryError({
      reason: "digest-mismatch",
      message: `${registry.host} says that ${fullReference(name, reference)} is ${found ?? "missing"} instead of ${digest}.`,
      state: "The image and its tags were written. Another push may have moved the tag since.",
      next: "Find out what else writes this tag, then run this step again.",
      transient: true,
    });
  };
  const { retryPolicy } = registry.transport;
  await Promise.all([digest, ...tags].map((reference) => withRetry(retryPolicy, () => check(reference))));
}

function hasFailed(results: readonly Progress[]): boolean {
  return results.some(({ status }) => status === "failed");
}

/** Calls `act` for all results at once. A failure is recorded in its own result and does not stop the others. */
async function forEach(
  results: readonly Progress[],
  act: (result: Progress, at: number) => Promise<void>,
): Promise<void> {
  await Promise.all(
    results.map(async (result, at) => {
      try {
        await act(result, at);
      } catch (error) {
        result.status = "failed";
        result.error = error;
      }
    }),
  );
}
