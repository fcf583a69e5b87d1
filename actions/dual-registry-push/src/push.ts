// The steps of a push: find the image, read what the tags point to now, refuse before anything is sent, bring the image to
// all registries at the same time, tag it last, and confirm it.
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
  repositoryName,
  repositorySource,
  type TagState,
  tagConflictError,
  tagConflicts,
} from "@deploy-actions/registry";
import type { Destination } from "./destinations.ts";
import { type EngineImage, engineImage, savedImage } from "./engine-image.ts";
import { canBePushed, type EngineContext, pushToTee } from "./engine-push.ts";
import type { Progress } from "./progress.ts";
import { findImage, type ImageLocation, type ImageSources, isSameImage } from "./source.ts";

export type Plan = {
  readonly location: ImageLocation;
  readonly destinations: readonly Destination[];
  readonly tags: readonly string[];
  /** Whether to copy what refers to the image in its source registry. */
  readonly referrers: boolean;
};

export type PushContext = EngineContext & {
  /** Where to find images, apart from the engine. */
  readonly sources: Pick<ImageSources, "registryFor" | "inFile">;
  /** A destination's registry, to write to. */
  readonly registryOf: (destination: Destination) => Registry;
  readonly progress: Progress;
};

export type Publication = {
  readonly digest: string;
  readonly results: readonly PublishResult[];
  /** Where the image was read from, for the user: what `image` names and, for a promotion, the repository and digest that it resolved to. */
  readonly origin: string;
};

/** Carries out the plan. Throws if nothing was tagged. A registry that fails later has an error in its result. */
export async function push(plan: Plan, context: PushContext): Promise<Publication> {
  const { target, log, signal } = context;
  const inEngine = (name: string) => engineImage(target, name, signal);
  // The engine takes a while to respond, so the tags are read at the same time. The engine's error comes first.
  const early = plan.location.kind === "local" ? currentTags(plan, context) : undefined;
  early?.catch(() => {});
  const found = await findImage(plan.location, { ...context.sources, inEngine, log });
  const states = async (): Promise<TagState[]> => early ?? currentTags(plan, context);
  if (found.kind === "local") return pushFromEngine(found.image, await states(), plan, context);
  const { source } = found;
  try {
    return await pushFromSource(source, await states(), plan, context);
  } finally {
    await source.close();
  }
}

async function currentTags({ destinations, tags }: Plan, { registryOf }: PushContext): Promise<TagState[]> {
  return readTags(
    destinations.map((to): Repository => ({ registry: registryOf(to), name: to.name })),
    tags,
  );
}

async function pushFromSource(
  source: ImageSource,
  states: readonly TagState[],
  { location, referrers }: Plan,
  { log, progress }: PushContext,
): Promise<Publication> {
  const { digest } = source.root;
  refuseConflicts(states, (found) => found === digest);
  log.info(`${source.describe} has ${digest}`);
  await checkAccess(states.filter(({ tags }) => [...tags.values()].some((found) => found !== digest)));
  if (referrers) await copyReferrers(source, states, log);
  const results = await publish(source, states, { onTransfer: progress.onTransfer });
  return { digest, results, origin: originOf(location, source) };
}

/** The engine's image. If a registry already has it under one of the tags (from an earlier run), it is not pushed again. */
async function pushFromEngine(
  image: EngineImage,
  states: readonly TagState[],
  plan: Plan,
  context: PushContext,
): Promise<Publication> {
  const published = await alreadyPublished(image, states);
  if (published !== undefined) return pushFromSource(published, states, plan, context);
  refuseConflicts(states, () => false);
  await checkAccess(states);
  const { onTransfer } = context.progress;
  const source = await readFromEngine(image, states, context);
  try {
    const results = await publish(source, states, { onTransfer });
    return { digest: source.root.digest, results, origin: inTheEngine(plan.location) };
  } finally {
    await source.close();
  }
}

/** One push of the engine feeds all registries. An engine that cannot reach this step writes a file instead. */
async function readFromEngine(
  image: EngineImage,
  states: readonly TagState[],
  context: PushContext,
): Promise<ImageSource> {
  const { target, log, signal, progress } = context;
  if (canBePushed(image)) {
    const destinations = states.map(({ repository }) => repository);
    const tee = await openTee({ destinations, log, signal, onTransfer: progress.onTransfer });
    try {
      log.info(`Pushing ${image.id} to ${destinations.map(repositoryName).join(" and ")}`);
      if (await pushToTee(tee, image, context)) return tee.received();
    } finally {
      await tee.close();
    }
    log.info("The engine cannot reach this step over loopback (it runs elsewhere): using `docker save` instead.");
  } else {
    log.info(`${image.id} has no name in the engine to push it by: using \`docker save\` instead.`);
  }
  return savedImage(target, image, signal);
}

/** The image that one of the tags points to now, if it is this one. */
async function alreadyPublished(image: EngineImage, states: readonly TagState[]): Promise<ImageSource | undefined> {
  const seen = new Set<string>();
  for (const { repository, tags } of states) {
    for (const digest of tags.values()) {
      if (digest === undefined || seen.has(digest)) continue;
      seen.add(digest);
      const manifest = await repository.registry.getManifest(repository.name, digest);
      if (isSameImage(image, manifest)) return repositorySource(repository, manifest);
    }
  }
  return undefined;
}

function originOf(location: ImageLocation, { repository, root, describe }: ImageSource): string {
  if (repository === undefined) return describe;
  const found = `${repositoryName(repository)}@${root.digest}`;
  // The engine's image, which a registry already has.
  if (location.kind === "local") return `${inTheEngine(location)}, which is already published: ${found}`;
  return "text" in location && !location.text.includes("@") ? `\`${location.text}\`, which is ${found}` : found;
}

function inTheEngine(location: ImageLocation): string {
  const name = location.kind === "file" ? location.path : location.kind === "local" ? location.name : location.text;
  return `\`${name}\` in the engine`;
}

/** Before anything is sent: may this step write there? */
async function checkAccess(states: readonly TagState[]): Promise<void> {
  await Promise.all(states.map(({ repository }) => checkWrite(repository)));
}

/** Before the image itself, so that its signatures are there when its tags are. */
async function copyReferrers(source: ImageSource, states: readonly TagState[], log: PushContext["log"]): Promise<void> {
  if (source.repository === undefined) {
    log.info("`referrers` has no effect: the image is not in a registry, so nothing can refer to it.");
    return;
  }
  const copies = await copyAttached(
    source.repository,
    source,
    states.map(({ repository }) => repository),
  );
  for (const { repository, referrers, tags, skippedTags, error } of copies) {
    if (error !== undefined) throw error;
    const name = repositoryName(repository);
    log.info(`${name} has ${referrers.length} referrers of the image and ${tags.length} of cosign's tags`);
    for (const tag of skippedTags) log.warning(`${name}:${tag} points to something else and was not changed.`);
  }
}

function refuseConflicts(states: readonly TagState[], isSame: (digest: string) => boolean): void {
  const found = tagConflicts(states, isSame);
  if (found.length > 0) throw tagConflictError(found, "Nothing was pushed, and no tag was changed.");
}
