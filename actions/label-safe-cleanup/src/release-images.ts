// Finds the images of all releases in the state folders of the deploy action on this machine.
import { lstat, stat } from "node:fs/promises";
import { type LedgerImage, ledgerImages, stateDirectory } from "@deploy-actions/release";
import type * as cleanup from "@deploy-actions/runtime/cleanup";
import type { Target } from "@deploy-actions/target";

/** `given` are the folders from the input. If empty, the deploy action's default folder is used, which may not exist. */
export async function releaseImages(
  target: Target,
  given: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): Promise<cleanup.KeepImages> {
  const folders = given.length > 0 ? given : [undefined];
  const named: cleanup.NamedImage[] = [];
  const unreadable: string[] = [];
  for (const folder of folders) {
    const path = stateDirectory(folder, environment, process.getuid?.());
    if (!(await exists(stat(path)))) {
      unreadable.push(...(await missingFolderProblems(path, folder !== undefined)));
      continue;
    }
    // A folder that the input names is its owner's: a cleanup by root may cover the deploys of another user.
    const owner = folder === undefined ? undefined : (await stat(path)).uid;
    const found = await ledgerImages(target, path, owner);
    named.push(...found.images.map(keptImage));
    unreadable.push(...found.unreadable);
  }
  if (unreadable.length === 0) return { named };
  return { named, unknown: `it is unknown which images the releases need: ${unreadable.join(" ")}` };
}

function keptImage({ image, app, environment, release }: LedgerImage): cleanup.NamedImage {
  return { name: image, why: `the release ${release} of ${app} in ${environment} needs it` };
}

/** A missing folder is a problem if it is configured or is a broken link. */
async function missingFolderProblems(path: string, isConfigured: boolean): Promise<readonly string[]> {
  if (await exists(lstat(path))) return [`${path} is a broken link.`];
  return isConfigured ? [`The folder ${path} from state-dir does not exist.`] : [];
}

/** Any error other than ENOENT counts as existing: reading it will report the error. */
async function exists(lookup: Promise<unknown>): Promise<boolean> {
  try {
    await lookup;
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ENOENT");
  }
}
