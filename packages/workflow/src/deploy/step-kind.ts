// Decides for every command, not for every job, whether it deploys an image, promotes one, or neither: builds push what they
// like, tests run what they like, deploys are held to immutable images. When in doubt about a test or a build, it is none.
import { type Word, writtenOf } from "../shell/word.ts";
import type { JobUses, Use } from "./job-uses.ts";

/**
 * `maybe`: a container that could be a deploy or a tool, in a job whose names don't say. `promote`: pulled only to be tagged
 * and pushed under another name. `neutral`: not held to anything.
 */
export type StepKind = "deploy" | "maybe" | "promote" | "neutral";

export type Names = {
  /** Images that some command of the job pulls, runs, reads as cache, or makes on the machine; as written. */
  readonly pulled: ReadonlySet<string>;
  readonly started: ReadonlyMap<string, StepKind>;
  readonly cached: ReadonlySet<string>;
  readonly passedOn: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
  readonly loads: boolean;
};

export function namesOf(job: JobUses): Names {
  const set = (pick: (use: Use) => readonly Word[]): Set<string> => new Set(job.uses.flatMap(pick).map(writtenOf));
  const pushes = job.uses.some(({ use }) => use.verb === "push");
  return {
    pulled: set(({ use }) => (use.verb === "pull" ? [use.image] : [])),
    started: startedBy(job),
    cached: new Set([...set(({ use }) => (use.verb === "makes" ? use.caches : []))].map((text) => cacheName(text))),
    passedOn: pushes ? set(({ use }) => (use.verb === "tag" ? [use.image] : [])) : new Set(),
    made: new Set([...set(({ use }) => madeBy(use)), ...job.built]),
    loads: job.uses.some(({ use }) => use.verb === "load"),
  };
}

/** The kind of one `run`, `create` or `pull`. Where no name says more, a pull is what the start of the same image is. */
export function kindOf(one: Use, names: Names): StepKind {
  if (one.use.verb !== "pull") return startKind(one);
  if (one.purpose === "test") return "neutral";
  const written = writtenOf(one.use.image);
  const started = names.started.get(written);
  if (started === "deploy") return "deploy";
  if (names.cached.has(written)) return "neutral";
  if (names.passedOn.has(written) && !names.made.has(written)) return "promote";
  return one.purpose === "deploy" ? "deploy" : (started ?? "neutral");
}

/** True when a container runs what this job itself made under that name, so that no registry has a say in it. */
export function isMadeHere(one: Use, names: Names): boolean {
  if (one.use.verb !== "run" && one.use.verb !== "create") return false;
  const written = writtenOf(one.use.image);
  return !names.pulled.has(written) && (names.made.has(written) || names.loads);
}

/** Where no name says more, a container that stays is a deploy, one that is thrown away is a tool. */
function startKind({ use, purpose }: Use): StepKind {
  if ((use.verb !== "run" && use.verb !== "create") || purpose === "test") return "neutral";
  if (purpose === "deploy" || (use.verb === "run" && use.stays)) return "deploy";
  return purpose === "unknown" && !use.throwaway ? "maybe" : "neutral";
}

/** The images that the job starts, each with the gravest kind of its starts. */
function startedBy(job: JobUses): Map<string, StepKind> {
  const started = new Map<string, StepKind>();
  for (const one of job.uses) {
    const kind = startKind(one);
    if (!("image" in one.use) || kind === "neutral") continue;
    const written = writtenOf(one.use.image);
    if (started.get(written) !== "deploy") started.set(written, kind);
  }
  return started;
}

function madeBy(use: Use["use"]): readonly Word[] {
  if (use.verb === "makes") return use.images;
  return use.verb === "tag" ? [use.as] : [];
}

/** `type=registry,ref=NAME` or the name itself. */
function cacheName(text: string): string {
  return /(?:^|,)ref=([^,]+)/.exec(text)?.[1] ?? text;
}
