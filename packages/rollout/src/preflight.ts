// Checks everything that could prevent a switch before anything is changed.
import { type PinnedImage, parsePinned } from "@deploy-actions/image";
import {
  type Decision,
  decideSwitch,
  type KeptRelease,
  type Release,
  rollbackTargetFor,
} from "@deploy-actions/release";
import { compose, isRunningAs } from "@deploy-actions/runtime";
import type { RolloutContext } from "./context.ts";
import { RolloutError } from "./error.ts";
import { missingImages, pullImages } from "./images.ts";
import type { PreparedRollout } from "./prepared-rollout.ts";
import { resolveKeptCompose } from "./resolve-compose.ts";
import { requireSameMeaning } from "./same-meaning.ts";

export type Preflight = {
  readonly decision: Decision;
  /** The release to roll back to if the wanted one fails. */
  readonly rollbackTarget: KeptRelease | undefined;
  readonly images: readonly PinnedImage[];
  /** Images of the wanted release that have to be pulled. */
  readonly missing: readonly PinnedImage[];
  /** Images of the rollback target that the engine no longer has. */
  readonly missingForRollback: readonly PinnedImage[];
};

/** Throws RolloutError "variables-missing", "compose-file" or "kept-differs", and what the ledger and the engine throw. */
export async function preflight(rollout: PreparedRollout): Promise<Preflight> {
  const { context, ledger, wanted, history, containers, intendedModel } = rollout;
  requireVariables(context, wanted.release, `Release ${wanted.release.id}`);
  const rollbackTarget = await findRollbackTarget(rollout);
  for (const release of [wanted.release, ...(rollbackTarget === undefined ? [] : [rollbackTarget.release])])
    warnAboutDefaults(context, release);
  const images = pinnedOf(wanted.release);
  const rollbackImages = rollbackTarget === undefined ? [] : pinnedOf(rollbackTarget.release);
  const [resolved, absent] = await Promise.all([
    resolveKeptCompose(context, ledger, wanted.compose),
    missingImages(context, [...images, ...rollbackImages]),
  ]);
  if (intendedModel !== undefined) requireSameMeaning(context, intendedModel, resolved.model);
  const [missing, missingForRollback] = [
    images.filter((one) => absent.has(one)),
    rollbackImages.filter((one) => absent.has(one)),
  ];
  const decision = decideSwitch(history, wanted.release.id, isRunningAs(containers, resolved.hashes));
  return { decision, rollbackTarget, images, missing, missingForRollback };
}

/** Pulls the missing images of both releases. Throws RolloutError "image-gone" only for an image of the wanted release. */
export async function fetchImages(
  context: RolloutContext,
  { images, missing, missingForRollback, rollbackTarget }: Preflight,
): Promise<void> {
  await Promise.all([
    pullImages(context, missing, images),
    rollbackTarget === undefined ? undefined : pullForRollback(context, missingForRollback, rollbackTarget.release),
  ]);
}

/** A failed pull is only a warning: the deploy may be what fixes the problem. */
async function pullForRollback(
  context: RolloutContext,
  missing: readonly PinnedImage[],
  release: Release,
): Promise<void> {
  try {
    await pullImages(context, missing, pinnedOf(release));
  } catch (error) {
    if (!(error instanceof RolloutError)) throw error;
    const { message, next } = error;
    context.log.warning(
      `If this release fails, rolling back to release ${release.id} will not work. ${message} ${next}`,
    );
  }
}

function pinnedOf({ images }: Release): PinnedImage[] {
  return Object.values(images).map(parsePinned);
}

/** The current release; undefined if it is the wanted one. */
async function findRollbackTarget({
  context,
  ledger,
  history,
  wanted,
}: PreparedRollout): Promise<KeptRelease | undefined> {
  const id = rollbackTargetFor(history, wanted.release.id);
  if (id === undefined) return undefined;
  const kept = await ledger.release(id);
  requireVariables(context, kept.release, `Release ${id}, the rollback target if this release fails,`);
  return kept;
}

/** Warns because a default that was not used before may point to a different data folder. */
function warnAboutDefaults({ variables, log }: RolloutContext, { id, optional }: Release): void {
  const missing = optional.filter((name) => variables[name] === undefined);
  if (missing.length === 0) return;
  log.warning(
    `Release ${id} was deployed with ${missing.join(", ")}, but now runs with the default in its compose file because no value was given. If that is not intended, add a value to \`variables\` or \`environment-variables\`.`,
  );
}

function requireVariables({ variables }: RolloutContext, { variables: needed }: Release, who: string): void {
  const missing = needed.filter((name) => variables[name] === undefined);
  if (missing.length === 0) return;
  const reserved = missing.filter(compose.isReserved);
  if (reserved.length > 0) {
    throw new RolloutError(
      "variables-missing",
      `${who} needs ${reserved.join(", ")}, which no input can set because docker itself reads it.`,
      "Use a different variable name in the compose file.",
    );
  }
  throw new RolloutError(
    "variables-missing",
    `${who} needs variables that were not given: ${missing.join(", ")}.`,
    `Add them to \`environment-variables\` as NAME=value lines (empty values are allowed); in the compose file, \${${missing[0]}:-default} makes a variable optional.`,
  );
}
