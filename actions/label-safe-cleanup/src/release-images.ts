// Finds the images that releases need, in the state folders of the deploy action on this machine.
import { lstat, stat } from "node:fs/promises";
import { type LedgerImage, ledgerImages, stateDirectory } from "@deploy-actions/release";
import type * as cleanup from "@deploy-actions/runtime/cleanup";
import type { Target } from "@deploy-actions/target";

/** `given` are the folders of the input; without one, it is the deploy action's own default, which need not be there. */
export async function imagesOfReleases(
  target: Target,
  given: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<cleanup.KeepImages> {
  const folders = given.length > 0 ? given : [undefined];
  const named: cleanup.NamedImage[] = [];
  const unreadable: string[] = [];
  for (const folder of folders) {
    const path = stateDirectory(folder, environment, process.getuid?.());
    if (!(await isThere(stat(path)))) {
      unreadable.push(...(await missing(path, folder !== undefined)));
      continue;
    }
    const found = await ledgerImages(target, path);
    named.push(...found.images.map(keptImage));
    unreadable.push(...found.unreadable);
  }
  if (unreadable.length === 0) return { named };
  return { named, unknown: `nobody can tell which images the releases need: ${unreadable.join(" ")}` };
}

function keptImage({ image, app, environment, release }: LedgerImage): cleanup.NamedImage {
  return { name: image, why: `the release ${release} of ${app} in ${environment} needs it` };
}

/** Why a folder that is not there is a problem: somebody named it, or a link stands in its place. */
async function missing(path: string, named: boolean): Promise<readonly string[]> {
  if (await isThere(lstat(path))) return [`${path} is a link that leads nowhere.`];
  return named ? [`There is no folder ${path}, which state-dir names.`] : [];
}

/** What may not be looked at is there all the same; reading it will say what is wrong. */
async function isThere(look: Promise<unknown>): Promise<boolean> {
  try {
    await look;
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ENOENT");
  }
}
