// Decides for every command, not for every job, whether it deploys an image, promotes one, or neither: builds push what they
// like, tests run what they like, deploys are held to immutable images. When in doubt about a test or a build, it is none.
import { type Word, writtenOf } from "../shell/word.ts";
import type { JobUses, Use } from "./job-uses.ts";

/** `promote`: pulled only to be tagged and pushed under another name. `neutral`: not held to anything. */
export type StepKind = "deploy" | "promote" | "neutral";

export type Names = {
  /** Images that some command of the job pulls, runs, reads as cache, or makes on the machine; as written. */
  readonly pulled: ReadonlySet<string>;
  readonly started: ReadonlySet<string>;
  readonly cached: ReadonlySet<string>;
  readonly passedOn: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
  readonly loads: boolean;
};

export function namesOf(job: JobUses): Names {
  const set = (pick: (use: Use) => readonly (Word | undefined)[]): Set<string> =>
    new Set(job.uses.flatMap(pick).flatMap((word) => (word === undefined ? [] : [writtenOf(word)])));
  const pushes = job.uses.some(({ use }) => use.verb === "push");
  return {
    pulled: set(({ use }) => (use.verb === "pull" ? [use.image] : [])),
    started: set((one) => (startsForGood(one) && "image" in one.use ? [one.use.image] : [])),
    cached: new Set([...set(({ use }) => (use.verb === "makes" ? use.caches : []))].map((text) => cacheName(text))),
    passedOn: pushes ? set(({ use }) => (use.verb === "tag" ? [use.image] : [])) : new Set(),
    made: new Set([...set(({ use }) => madeBy(use)), ...job.built]),
    loads: job.uses.some(({ use }) => use.verb === "load"),
  };
}

/** The kind of one `run`, `create` or `pull`. */
export function kindOf(one: Use, names: Names): StepKind {
  if (one.use.verb === "run" || one.use.verb === "create") return startsForGood(one) ? "deploy" : "neutral";
  if (one.use.verb !== "pull" || one.purpose === "test") return "neutral";
  const written = writtenOf(one.use.image);
  if (names.started.has(written)) return "deploy";
  if (names.cached.has(written)) return "neutral";
  if (names.passedOn.has(written) && !names.made.has(written)) return "promote";
  return one.purpose === "deploy" ? "deploy" : "neutral";
}

/** True when a container runs what this job itself made under that name, so that no registry has a say in it. */
export function isMadeHere(one: Use, names: Names): boolean {
  if (one.use.verb !== "run" && one.use.verb !== "create") return false;
  const written = writtenOf(one.use.image);
  return !names.pulled.has(written) && (names.made.has(written) || names.loads);
}

/** In a job whose names don't say, a container that stays is a deploy; one that runs through is a tool or a test of the build. */
function startsForGood({ use, purpose }: Use): boolean {
  if (use.verb === "create") return purpose === "deploy" || purpose === "unknown";
  if (use.verb !== "run" || purpose === "test") return false;
  if (purpose === "deploy" || use.stays) return true;
  return purpose === "unknown" && !use.throwaway;
}

function madeBy(use: Use["use"]): readonly Word[] {
  if (use.verb === "makes") return use.images;
  return use.verb === "tag" ? [use.as] : [];
}

/** `type=registry,ref=NAME` or the name itself. */
function cacheName(text: string): string {
  return /(?:^|,)ref=([^,]+)/.exec(text)?.[1] ?? text;
}
