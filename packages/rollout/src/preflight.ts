// Looks at everything that could stop a switch before the switch, so that what can be refused is refused with nothing touched.
import { type PinnedImage, parsePinned } from "@deploy-actions/image";
import {
  type Decision,
  decideSwitch,
  type KeptRelease,
  type Release,
  rollbackTargetFor,
} from "@deploy-actions/release";
import { compose, isRunningAs } from "@deploy-actions/runtime";
import type { Setting } from "./context.ts";
import { RolloutError } from "./error.ts";
import { missingImages, pullImages } from "./images.ts";
import type { Order } from "./prepared-rollout.ts";
import { fillIn } from "./resolve-compose.ts";
import { requireSameMeaning } from "./same-meaning.ts";

export type Preflight = {
  readonly decision: Decision;
  /** The release to return to, as it was kept. */
  readonly back: KeptRelease | undefined;
  readonly images: readonly PinnedImage[];
  /** Images of the wanted release that have to be pulled. */
  readonly missing: readonly PinnedImage[];
  /** Images of the release to return to that are gone from the engine. */
  readonly missingBack: readonly PinnedImage[];
};

/** Throws RolloutError "variables-missing", "compose-file" or "kept-differs", and what the ledger and the engine throw. */
export async function preflight(order: Order): Promise<Preflight> {
  const { setting, ledger, wanted, history, containers, meant } = order;
  requireVariables(setting, wanted.release, `Release ${wanted.release.id}`);
  const back = await wayBack(order);
  for (const release of [wanted.release, ...(back === undefined ? [] : [back.release])]) noteOptional(setting, release);
  const images = pinnedOf(wanted.release);
  const imagesBack = back === undefined ? [] : pinnedOf(back.release);
  const [filled, gone] = await Promise.all([
    fillIn(setting, ledger, wanted.compose),
    missingImages(setting, [...images, ...imagesBack]),
  ]);
  if (meant !== undefined) requireSameMeaning(setting, meant, filled.model);
  const [missing, missingBack] = [images.filter((one) => gone.has(one)), imagesBack.filter((one) => gone.has(one))];
  const decision = decideSwitch(history, wanted.release.id, isRunningAs(containers, filled.hashes));
  return { decision, back, images, missing, missingBack };
}

/** Has every image of both releases on the engine, as far as they can be pulled. Throws RolloutError "image-gone" for one of the wanted release. */
export async function fetchImages(setting: Setting, { images, missing, missingBack, back }: Preflight): Promise<void> {
  await Promise.all([
    pullImages(setting, missing, images),
    back === undefined ? undefined : pullForTheWayBack(setting, missingBack, back.release),
  ]);
}

/** They should all be there, since it serves. Where one can no longer be pulled the deploy goes on, for it may be the way out. */
async function pullForTheWayBack(setting: Setting, missing: readonly PinnedImage[], release: Release): Promise<void> {
  try {
    await pullImages(setting, missing, pinnedOf(release));
  } catch (error) {
    if (!(error instanceof RolloutError)) throw error;
    const { message, next } = error;
    setting.log.warning(
      `If this release is bad, rolling back to release ${release.id} will not work. ${message} ${next}`,
    );
  }
}

function pinnedOf({ images }: Release): PinnedImage[] {
  return Object.values(images).map(parsePinned);
}

/** The release that serves now, as it would have to come back; none when it is the wanted one itself. */
async function wayBack({ setting, ledger, history, wanted }: Order): Promise<KeptRelease | undefined> {
  const id = rollbackTargetFor(history, wanted.release.id);
  if (id === undefined) return undefined;
  const kept = await ledger.release(id);
  requireVariables(setting, kept.release, `Release ${id}, which serves again if this one is bad,`);
  return kept;
}

/** A default that was not in use may be another place for data. */
function noteOptional({ variables, log }: Setting, { id, optional }: Release): void {
  const missing = optional.filter((name) => variables[name] === undefined);
  if (missing.length === 0) return;
  log.warning(
    `Release ${id} was deployed with ${missing.join(", ")}, and now runs with the default in its compose file: no value was given. Add a value to \`variables\` or \`environment-variables\` if that is not meant.`,
  );
}

function requireVariables({ variables }: Setting, { variables: needed }: Release, who: string): void {
  const missing = needed.filter((name) => variables[name] === undefined);
  if (missing.length === 0) return;
  const reserved = missing.filter(compose.isReserved);
  if (reserved.length > 0) {
    throw new RolloutError(
      "variables-missing",
      `${who} needs ${reserved.join(", ")}, which no input can give: docker itself reads it.`,
      "Use a variable of another name in the compose file.",
    );
  }
  throw new RolloutError(
    "variables-missing",
    `${who} needs variables that were not given: ${missing.join(", ")}.`,
    `Add them to \`environment-variables\` as NAME=value lines (an empty value counts); in the compose file, \${${missing[0]}:-default} makes one optional.`,
  );
}
