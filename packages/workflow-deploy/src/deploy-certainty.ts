// Decides for each command, not for each job, whether it deploys an image, promotes one, or neither: builds may push and tests may run any
// image, while deploys must use immutable ones (policy facts 4).
import type { ImageUse } from "@deploy-actions/workflow-companion";
import type { Host } from "@deploy-actions/workflow-source/command";
import type { Purpose } from "@deploy-actions/workflow-source/model";
import type { Certainty } from "./deployment.ts";
import type { Effect } from "./effect.ts";

/** An effect and its context. `isHosted`: the job's machine is discarded when the job ends. */
export type Circumstance = {
  readonly effect: Effect;
  readonly purpose: Purpose;
  readonly host: Host;
  readonly isHosted: boolean;
};

/** The image names that the complete job uses. */
export type JobNames = {
  readonly started: ReadonlyMap<string, Certainty>;
  readonly pulled: ReadonlySet<string>;
  readonly cached: ReadonlySet<string>;
  readonly passedOn: ReadonlySet<string>;
  readonly made: ReadonlySet<string>;
};

export function namesOf(all: readonly Circumstance[]): JobNames {
  const set = (pick: (effect: Effect) => readonly ImageUse[]): Set<string> =>
    new Set(all.flatMap(({ effect }) => pick(effect).flatMap(keysOf)));
  const pushes = all.some(({ effect }) => effect.does === "push");
  return {
    started: startedBy(all),
    pulled: set((effect) => (effect.does === "pull" ? [effect.image] : [])),
    cached: set((effect) => (effect.does === "make" ? effect.caches : [])),
    passedOn: pushes ? set((effect) => (effect.does === "tag" ? [effect.image] : [])) : new Set(),
    made: set((effect) => (effect.does === "make" ? effect.images : effect.does === "tag" ? [effect.as] : [])),
  };
}

/** How certain it is that the effect deploys; undefined if it does not. */
export function certaintyOf(one: Circumstance, names: JobNames): Certainty | undefined {
  const { effect, purpose, host } = one;
  switch (effect.does) {
    case "start":
      return startCertainty(one);
    case "pull":
      return pullCertainty(one, effect.image, names);
    case "deploy":
    case "restart":
      return purpose === "test" ? undefined : "deploy";
    case "deploy-files": {
      if (purpose === "test") return undefined;
      // On a machine that is discarded, compose serves the job, unless the job's name says that it deploys.
      const isLocal = host === "runner" && /compose/.test(effect.by);
      return isLocal && one.isHosted && purpose !== "deploy" ? undefined : "deploy";
    }
    default:
      return undefined;
  }
}

/** The possible texts of an image, for comparison with others in the same job. */
export function keysOf({ values }: ImageUse): readonly string[] {
  return values.map(({ text }) => text.replace(/^(?:type=registry,)?ref=([^,]+).*$/, "$1"));
}

/** If the names reveal nothing, a container that keeps running is a deploy, and one that is removed is a tool. */
function startCertainty({ effect, purpose, host, isHosted }: Circumstance): Certainty | undefined {
  if (effect.does !== "start" || purpose === "test") return undefined;
  if (purpose === "deploy" || host === "remote") return "deploy";
  if (effect.stays) return isHosted && purpose === "unknown" ? "maybe" : "deploy";
  return purpose === "unknown" && !effect.throwaway && !isHosted ? "maybe" : undefined;
}

function pullCertainty({ purpose, host }: Circumstance, image: ImageUse, names: JobNames): Certainty | undefined {
  if (purpose === "test") return undefined;
  const keys = keysOf(image);
  const started = keys.map((key) => names.started.get(key)).find((certainty) => certainty !== undefined);
  if (started === "deploy" || host === "remote") return "deploy";
  if (keys.some((key) => names.cached.has(key))) return undefined;
  if (keys.some((key) => names.passedOn.has(key) && !names.made.has(key))) return "promote";
  return purpose === "deploy" ? "deploy" : started;
}

/** The images that the job starts, each with the highest certainty among its starts. */
function startedBy(all: readonly Circumstance[]): Map<string, Certainty> {
  const started = new Map<string, Certainty>();
  for (const one of all) {
    const certainty = startCertainty(one);
    if (one.effect.does !== "start" || certainty === undefined) continue;
    for (const key of keysOf(one.effect.image)) if (started.get(key) !== "deploy") started.set(key, certainty);
  }
  return started;
}
