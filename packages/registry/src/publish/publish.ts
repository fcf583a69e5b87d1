// Brings one image into several repositories so that either all of them get their tags or none does: contents first
// everywhere, tags last, and in the end every registry is asked whether it agrees.
import { judgeTag } from "@deploy-actions/image";
import type { Manifest } from "../client/manifest.ts";
import type { Repository } from "../client/place.ts";
import { written } from "../client/registry.ts";
import { RegistryError } from "../http/error.ts";
import { withRetry } from "../http/retry.ts";
import type { ImageSource } from "../source/image-source.ts";
import type { OnTransfer } from "../upload/transfer.ts";
import { type CopyReport, copyImage } from "./copy.ts";
import { readTags, type TagState, tagConflictError, tagConflicts } from "./tags.ts";

/** What became of one repository. `exists`: it had the image and all its tags before. */
export type PublishResult = {
  readonly repository: Repository;
  readonly status: "pushed" | "exists" | "failed";
  /** Tags that this run wrote. */
  readonly written: readonly string[];
  /** What travelled; absent where the copy failed. */
  readonly copy?: CopyReport;
  readonly error?: unknown;
};

type Progress = { -readonly [K in keyof Omit<PublishResult, "written">]: PublishResult[K] } & { written: string[] };

/**
 * Publishes the image of `source` under the tags of `standings`. Never throws for a registry's sake: a repository that
 * failed says so in its outcome, and then no repository whose turn came later was tagged. Throws where the source failed.
 */
export async function publish(
  source: ImageSource,
  tagStates: readonly TagState[],
  options: { readonly watch?: OnTransfer } = {},
): Promise<PublishResult[]> {
  const manifest = source.root;
  const repositories = tagStates.map(({ repository }) => repository);
  const outcomes = (await copyImage(source, repositories, options.watch)).map(
    ({ repository, report, error }): Progress => {
      if (error !== undefined) return { repository, status: "failed", written: [], error };
      return { repository, status: report.manifests > 0 ? "pushed" : "exists", written: [], copy: report };
    },
  );
  if (outcomes.some(({ status }) => status === "failed")) return outcomes;
  await tagAll(manifest, tagStates, outcomes);
  if (outcomes.some(({ status }) => status === "failed")) return outcomes;
  await forEach(outcomes, ({ repository }, at) => prove(repository, manifest, [...(tagStates[at]?.tags.keys() ?? [])]));
  return outcomes;
}

/**
 * One tag after the other, in every repository; those written once come first, so that a moving tag never runs ahead.
 * What they named before the upload may be out of date: they are looked at again, all of them before the first is
 * written and each right before its own turn.
 */
async function tagAll(
  manifest: Manifest,
  tagStates: readonly TagState[],
  outcomes: readonly Progress[],
): Promise<void> {
  const tags = [...(tagStates[0]?.tags.keys() ?? [])];
  const once = tags.filter((tag) => judgeTag(tag).writeOnce);
  const inOrder = [...once, ...tags.filter((tag) => !once.includes(tag))];
  const now = tagStates.map((tagState) => new Map(tagState.tags));
  const lookAgain = async (
    repository: Repository,
    known: Map<string, string | undefined>,
    wanted: readonly string[],
  ) => {
    const [tagState] = await readTags([repository], wanted);
    for (const [tag, digest] of tagState?.tags ?? []) known.set(tag, digest);
    const taken = tagState === undefined ? [] : tagConflicts([tagState], (digest) => digest === manifest.digest);
    if (taken.length > 0) throw tagConflictError(taken, "Another run wrote it while this image was on its way.");
  };
  const isFailed = (): boolean => outcomes.some(({ status }) => status === "failed");
  for (const [turn, tag] of inOrder.entries()) {
    const looked = turn === 0 ? once : once.filter((each) => each === tag);
    await forEach(outcomes, ({ repository }, at) => lookAgain(repository, now[at] ?? new Map(), looked));
    if (isFailed()) return;
    await forEach(outcomes, async (outcome, at) => {
      if (now[at]?.get(tag) === manifest.digest) return;
      await put(outcome.repository, tag, manifest);
      outcome.status = "pushed";
      outcome.written.push(tag);
    });
    if (isFailed()) return;
  }
}

/** A registry that keeps tags from being written again may refuse the second attempt after an answer to the first was lost. */
async function put({ registry, name }: Repository, tag: string, manifest: Manifest): Promise<void> {
  try {
    await registry.putManifest(name, tag, manifest);
  } catch (error) {
    const now = await registry.resolveDigest(name, tag).catch(() => undefined);
    if (now !== manifest.digest) throw error;
  }
}

/** Asks the registry, a few times where it is slow to agree (replicas), whether digest and tags name the image. */
async function prove({ registry, name }: Repository, { digest }: Manifest, tags: readonly string[]): Promise<void> {
  const agrees = async (reference: string): Promise<void> => {
    const found = await registry.resolveDigest(name, reference);
    if (found === digest) return;
    throw new RegistryError({
      reason: "digest-mismatch",
      message: `${registry.host} says that ${written(name, reference)} is ${found ?? "not there"}, not ${digest}.`,
      state: "The image and its tags were written; another push may have moved the tag since.",
      next: "See who else writes this tag, then run this step again.",
      transient: true,
    });
  };
  const { retryPolicy } = registry.transport;
  await Promise.all([digest, ...tags].map((reference) => withRetry(retryPolicy, () => agrees(reference))));
}

/** Does the same for all at once; a failure marks its own outcome and lets the others end. */
async function forEach(
  outcomes: readonly Progress[],
  act: (outcome: Progress, at: number) => Promise<void>,
): Promise<void> {
  await Promise.all(
    outcomes.map(async (outcome, at) => {
      try {
        await act(outcome, at);
      } catch (error) {
        outcome.status = "failed";
        outcome.error = error;
      }
    }),
  );
}
