// The course of a push: find the image, see what the tags name now, refuse before anything travels, bring the image to
// every registry at the same time, tag it last, prove it.
import {
  checkWrite,
  copyAttached,
  type ImageSource,
  openTee,
  type PublishResult,
  publish,
  type Registry,
  type Repository,
  readTags,
  repositorySource,
  type TagState,
  tagConflictError,
  tagConflicts,
} from "@deploy-actions/registry";
import type { Destination } from "./destinations.ts";
import { type EngineImage, engineImage, savedImage } from "./engine-image.ts";
import { canBePushed, type Means as EngineMeans, pushInto } from "./engine-push.ts";
import type { Progress } from "./progress.ts";
import { type Claim, find, isSameImage, type Places } from "./source.ts";

export type Plan = {
  readonly claim: Claim;
  readonly destinations: readonly Destination[];
  readonly tags: readonly string[];
  /** Whether what refers to the image in its source registry goes with it. */
  readonly referrers: boolean;
};

/** What does the work. */
export type Means = EngineMeans & {
  /** Where images may be found, beside the engine. */
  readonly repositories: Pick<Places, "registryFor" | "inFile">;
  /** A destination's registry, to write to. */
  readonly registryOf: (destination: Destination) => Registry;
  readonly progress: Progress;
};

export type Publication = {
  readonly digest: string;
  readonly outcomes: readonly PublishResult[];
  /** Where the image was taken from, for people: what `image` names, and for a promotion the repository and digest it led to. */
  readonly origin: string;
};

/** Carries out the plan. Throws where nothing was tagged; a registry that failed later says so in its outcome. */
export async function push(plan: Plan, means: Means): Promise<Publication> {
  const { target, log, signal } = means;
  const inEngine = (name: string) => engineImage(target, name, signal);
  // The engine takes its time to answer; the registries are asked meanwhile. Its error is told first.
  const looking = plan.claim.kind === "local" ? look(plan, means) : undefined;
  looking?.catch(() => {});
  const found = await find(plan.claim, { ...means.repositories, inEngine, log });
  if (found.kind === "local") return fromEngine(found.image, await (looking ?? look(plan, means)), plan, means);
  const { source } = found;
  try {
    return await fromSource(source, await (looking ?? look(plan, means)), plan, means);
  } finally {
    await source.close();
  }
}

async function look({ destinations, tags }: Plan, { registryOf }: Means): Promise<TagState[]> {
  return readTags(
    destinations.map((to): Repository => ({ registry: registryOf(to), name: to.name })),
    tags,
  );
}

async function fromSource(
  source: ImageSource,
  tagStates: readonly TagState[],
  { claim, referrers }: Plan,
  { log, progress }: Means,
): Promise<Publication> {
  const { digest } = source.root;
  refuse(tagStates, (found) => found === digest);
  log.info(`${source.describe} has ${digest}`);
  await checkRights(tagStates.filter(({ tags }) => [...tags.values()].some((found) => found !== digest)));
  if (referrers) await carryReferrers(source, tagStates, log);
  const outcomes = await publish(source, tagStates, { watch: progress.watch });
  return { digest, outcomes, origin: originOf(claim, source) };
}

/** The engine's image. Where a registry has it already under one of the tags (an earlier run), it is not pushed again. */
async function fromEngine(
  image: EngineImage,
  tagStates: readonly TagState[],
  plan: Plan,
  means: Means,
): Promise<Publication> {
  const whole = await alreadyThere(image, tagStates);
  if (whole !== undefined) return fromSource(whole, tagStates, plan, means);
  refuse(tagStates, () => false);
  await checkRights(tagStates);
  const { watch } = means.progress;
  const source = await outOfEngine(image, tagStates, means);
  try {
    const outcomes = await publish(source, tagStates, { watch });
    return { digest: source.root.digest, outcomes, origin: inTheEngine(plan.claim) };
  } finally {
    await source.close();
  }
}

/** One push of the engine feeds all registries; an engine that cannot reach this step writes a file instead. */
async function outOfEngine(image: EngineImage, tagStates: readonly TagState[], means: Means): Promise<ImageSource> {
  const { target, log, signal, progress } = means;
  if (canBePushed(image)) {
    const destinations = tagStates.map(({ repository }) => repository);
    const tee = await openTee({ destinations, log, signal, watch: progress.watch });
    try {
      log.info(`Pushing ${image.id} to ${destinations.map(nameOf).join(" and ")}`);
      if (await pushInto(tee, image, means)) return tee.received();
    } finally {
      await tee.close();
    }
    log.info(
      "The engine cannot reach this step over loopback (it runs elsewhere): `docker save` hands the image over.",
    );
  } else {
    log.info(`${image.id} has no name in the engine to push it by: \`docker save\` hands it over.`);
  }
  return savedImage(target, image, signal);
}

/** The image as one of the tags names it now, where that is this very image. */
async function alreadyThere(image: EngineImage, tagStates: readonly TagState[]): Promise<ImageSource | undefined> {
  const seen = new Set<string>();
  for (const { repository, tags } of tagStates) {
    for (const digest of tags.values()) {
      if (digest === undefined || seen.has(digest)) continue;
      seen.add(digest);
      const manifest = await repository.registry.getManifest(repository.name, digest);
      if (isSameImage(image, manifest)) return repositorySource(repository, manifest);
    }
  }
  return undefined;
}

function originOf(claim: Claim, { repository, root, describe }: ImageSource): string {
  if (repository === undefined) return describe;
  const found = `${nameOf(repository)}@${root.digest}`;
  // The engine's image, which a registry has already.
  if (claim.kind === "local") return `${inTheEngine(claim)}, which is there already: ${found}`;
  return "text" in claim && !claim.text.includes("@") ? `\`${claim.text}\`, which is ${found}` : found;
}

function inTheEngine(claim: Claim): string {
  return `\`${claim.kind === "file" ? claim.path : claim.kind === "local" ? claim.name : claim.text}\` in the engine`;
}

/** Before anything travels: may this step write there? */
async function checkRights(tagStates: readonly TagState[]): Promise<void> {
  await Promise.all(tagStates.map(({ repository }) => checkWrite(repository)));
}

/** Before the image itself, so that whoever sees a tag sees its signatures too. */
async function carryReferrers(source: ImageSource, tagStates: readonly TagState[], log: Means["log"]): Promise<void> {
  if (source.repository === undefined) {
    log.info("`referrers` has no effect: the image is in no registry that could list what refers to it.");
    return;
  }
  const attached = await copyAttached(
    source.repository,
    source,
    tagStates.map(({ repository }) => repository),
  );
  for (const { repository, referrers, tags, kept, error } of attached) {
    if (error !== undefined) throw error;
    log.info(
      `${nameOf(repository)} has ${referrers.length} referrers of the image and ${tags.length} of cosign's tags`,
    );
    for (const tag of kept) log.warning(`${nameOf(repository)}:${tag} names something else and was left as it is.`);
  }
}

function refuse(tagStates: readonly TagState[], isSame: (digest: string) => boolean): void {
  const found = tagConflicts(tagStates, isSame);
  if (found.length > 0) throw tagConflictError(found, "Nothing was pushed, and no tag was changed.");
}

function nameOf({ registry, name }: Repository): string {
  return `${registry.host}/${name}`;
}
