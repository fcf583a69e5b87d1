// Brings one image into several repositories so that either all of them get their tags or none does: contents first
// everywhere, tags last, and in the end every registry is asked whether it agrees.
import { judgeTag } from "@deploy-actions/image";
import type { Place } from "./blob.ts";
import { type CopyReport, copyImage } from "./copy.ts";
import { RegistryError } from "./error.ts";
import type { Manifest } from "./manifest.ts";
import { written } from "./registry.ts";
import { persist } from "./retry.ts";
import type { Standing } from "./survey.ts";

/** What became of one repository. `exists`: it had the image and all its tags before. */
export type Outcome = {
  readonly place: Place;
  readonly status: "pushed" | "exists" | "failed";
  /** Tags that this run wrote. */
  readonly written: readonly string[];
  /** What travelled; absent where the copy failed. */
  readonly copy?: CopyReport;
  readonly error?: unknown;
};

type Progress = { -readonly [K in keyof Omit<Outcome, "written">]: Outcome[K] } & { written: string[] };

/**
 * Publishes `manifest`, which is whole at `source`, under the tags of `standings`. Never throws for a registry's sake:
 * a repository that failed says so in its outcome, and then no repository whose turn came later was tagged.
 */
export async function publish(source: Place, manifest: Manifest, standings: readonly Standing[]): Promise<Outcome[]> {
  const outcomes: Progress[] = standings.map(({ place }) => ({ place, status: "exists", written: [] }));
  await forEach(outcomes, async (outcome) => {
    outcome.copy = await bring(source, manifest, outcome.place);
    if (outcome.copy.manifests > 0) outcome.status = "pushed";
  });
  if (outcomes.some(({ status }) => status === "failed")) return outcomes;
  await tagAll(manifest, standings, outcomes);
  if (outcomes.some(({ status }) => status === "failed")) return outcomes;
  await forEach(outcomes, ({ place }, at) => prove(place, manifest, [...(standings[at]?.tags.keys() ?? [])]));
  return outcomes;
}

function bring(source: Place, manifest: Manifest, place: Place): Promise<CopyReport> {
  const isSource = place.registry.host === source.registry.host && place.name === source.name;
  const nothing = { manifests: 0, copied: 0, mounted: 0, present: 0, bytes: 0 };
  return isSource ? Promise.resolve(nothing) : copyImage(source, manifest, place);
}

/** One tag after the other, in every repository; those written once come first, so that a moving tag never runs ahead. */
async function tagAll(
  manifest: Manifest,
  standings: readonly Standing[],
  outcomes: readonly Progress[],
): Promise<void> {
  const tags = [...(standings[0]?.tags.keys() ?? [])];
  const inOrder = [...tags.filter((tag) => judgeTag(tag).writeOnce), ...tags.filter((tag) => !judgeTag(tag).writeOnce)];
  for (const tag of inOrder) {
    await forEach(outcomes, async (outcome, at) => {
      if (standings[at]?.tags.get(tag) === manifest.digest) return;
      await outcome.place.registry.putManifest(outcome.place.name, tag, manifest);
      outcome.status = "pushed";
      outcome.written.push(tag);
    });
    if (outcomes.some(({ status }) => status === "failed")) return;
  }
}

/** Asks the registry, a few times where it is slow to agree (replicas), whether digest and tags name the image. */
async function prove({ registry, name }: Place, { digest }: Manifest, tags: readonly string[]): Promise<void> {
  for (const reference of [digest, ...tags]) {
    await persist(registry.transport.patience, async () => {
      const found = await registry.resolveDigest(name, reference);
      if (found === digest) return;
      throw new RegistryError({
        reason: "digest-mismatch",
        message: `${registry.host} says that ${written(name, reference)} is ${found ?? "not there"}, not ${digest}.`,
        state: "The image and its tags were written; another push may have moved the tag since.",
        next: "See who else writes this tag, then run this step again.",
        passing: true,
      });
    });
  }
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
