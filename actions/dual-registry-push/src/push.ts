// The course of a push: find the image, see what the tags name now, refuse before anything travels, bring the image to
// every registry, tag it last, prove it.
import { judgeTag } from "@deploy-actions/image";
import {
  checkWrite,
  conflicts,
  type Log,
  type Manifest,
  type Outcome,
  type Place,
  publish,
  type Registry,
  repositorySource,
  type Standing,
  survey,
} from "@deploy-actions/registry";
import type { Target } from "@deploy-actions/target";
import type { Destination } from "./destinations.ts";
import { type EngineImage, engineImage, pushFromEngine } from "./engine-image.ts";
import { PushError } from "./error.ts";
import { type Claim, type Found, find, isSameImage } from "./source.ts";

export type Plan = {
  readonly claim: Claim;
  readonly destinations: readonly Destination[];
  readonly tags: readonly string[];
};

/** What does the work. */
export type Means = {
  readonly target: Target;
  /** A registry to read from. */
  readonly sourceIn: (host: string) => Registry;
  /** A destination's registry, to write to. */
  readonly registryOf: (destination: Destination) => Registry;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/** `byDocker`: docker itself brought the image to the first destination. */
export type Publication = {
  readonly digest: string;
  readonly outcomes: readonly Outcome[];
  readonly byDocker: boolean;
};

/** Carries out the plan. Throws where nothing was tagged; a registry that failed later says so in its outcome. */
export async function push(plan: Plan, means: Means): Promise<Publication> {
  const { target, log, signal } = means;
  const found = await find(plan.claim, {
    inEngine: (name) => engineImage(target, name, signal),
    registryFor: means.sourceIn,
    log,
  });
  const places = plan.destinations.map((to): Place => ({ registry: means.registryOf(to), name: to.name }));
  const standings = await survey(places, plan.tags);
  const { source, manifest, byDocker } =
    found.kind === "registry" ? promoted(found, standings, log) : await fromEngine(found.image, plan, standings, means);
  return { digest: manifest.digest, outcomes: await publish(repositorySource(source, manifest), standings), byDocker };
}

type Whole = { readonly source: Place; readonly manifest: Manifest; readonly byDocker: boolean };

function promoted(found: Found & { kind: "registry" }, standings: readonly Standing[], log: Log): Whole {
  const { registry, name, manifest } = found;
  refuse(standings, (digest) => digest === manifest.digest);
  log.info(`${registry.host}/${name} is ${manifest.digest}`);
  return { source: { registry, name }, manifest, byDocker: false };
}

/** The engine's image in a registry: where one of them has it already (an earlier run), it is not pushed again. */
async function fromEngine(
  image: EngineImage,
  plan: Plan,
  standings: readonly Standing[],
  means: Means,
): Promise<Whole> {
  const [first] = standings;
  const [to] = plan.destinations;
  if (first === undefined || to === undefined) throw new Error("a push without destination");
  const tag = landingTag(image, plan);
  const present = await alreadyThere(image, [...standings, await standing(first.place, tag)]);
  const [whole] = present;
  refuse(standings, (digest) => digest === whole?.manifest.digest);
  if (whole !== undefined) {
    means.log.info(
      `${whole.source.registry.host}/${whole.source.name} has this image already: ${whole.manifest.digest}`,
    );
    return whole;
  }
  for (const { place } of standings) await checkWrite(place);
  means.log.info(`Pushing ${image.id} to ${to.host}/${to.name}`);
  const { registry, name } = first.place;
  const { signal, log } = means;
  const digest = await pushFromEngine(means.target, { image, to, registry, tag, signal, log });
  return { source: first.place, manifest: await registry.getManifest(name, digest ?? tag), byDocker: true };
}

/**
 * The tag docker pushes to, which it cannot do without. With two registries it is a name made of the image's id, so that
 * no wanted tag stands in one registry before the image is in both; it stays there as one more name of the same digest.
 */
function landingTag(image: EngineImage, { destinations, tags }: Plan): string {
  const [first = "latest"] = [...tags.filter((tag) => judgeTag(tag).writeOnce), ...tags];
  return destinations.length > 1 ? `upload-${image.id.replace("sha256:", "").slice(0, 16)}` : first;
}

async function standing(place: Place, tag: string): Promise<Standing> {
  return { place, tags: new Map([[tag, await place.registry.resolveDigest(place.name, tag)]]) };
}

/** Every manifest under one of the tags that is this very image. */
async function alreadyThere(image: EngineImage, standings: readonly Standing[]): Promise<Whole[]> {
  const found = new Map<string, Whole>();
  const seen = new Set<string>();
  for (const { place, tags } of standings) {
    for (const digest of tags.values()) {
      if (digest === undefined || seen.has(digest)) continue;
      seen.add(digest);
      const manifest = await place.registry.getManifest(place.name, digest);
      if (isSameImage(image, manifest)) found.set(digest, { source: place, manifest, byDocker: false });
    }
  }
  return [...found.values()];
}

function refuse(standings: readonly Standing[], isSame: (digest: string) => boolean): void {
  const found = conflicts(standings, isSame);
  if (found.length === 0) return;
  const lines = found.map(
    ({ place, tag, digest, why }) =>
      `${place.registry.host}/${place.name}:${tag} is ${digest} already, and the tag ${why}.`,
  );
  throw new PushError("tag-conflict", {
    message: lines.join("\n"),
    next: "Build once for each commit and promote that digest; to repeat a run, re-run its failed jobs only, so that nothing is built again. To replace the image on purpose, delete the tag in the registry first.",
  });
}
