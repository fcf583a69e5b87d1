// Finds the images of all releases that a target keeps, whatever app and environment they are for: what a rollback may go back to. What
// cannot be read is told as such, and never taken for an empty ledger.
import { type Target, TargetError } from "@deploy-actions/target";
import { openLedger } from "./ledger.ts";

/** `image` is the reference with its digest. */
export type LedgerImage = {
  readonly image: string;
  readonly app: string;
  readonly environment: string;
  readonly release: string;
};

export type LedgerImages = {
  readonly images: readonly LedgerImage[];
  /** Why something is not known: one sentence for each ledger that could not be read in whole. */
  readonly unreadable: readonly string[];
};

/** All of `<stateDir>/<app>/<environment>/`. Never throws for what it finds there; a folder that does not exist keeps nothing. */
export async function ledgerImages(target: Target, stateDir: string): Promise<LedgerImages> {
  const images: LedgerImage[] = [];
  const unreadable: string[] = [];
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      unreadable.push(error instanceof Error ? error.message : String(error));
    }
  };
  await attempt(async () => {
    for (const app of await target.list(stateDir)) {
      await attempt(async () => {
        for (const environment of await within(target, `${stateDir}/${app}`)) {
          await attempt(async () => {
            for await (const image of kept(target, { stateDir, app, environment })) images.push(image);
          });
        }
      });
    }
  });
  return { images, unreadable };
}

async function* kept(
  target: Target,
  place: { readonly stateDir: string; readonly app: string; readonly environment: string },
): AsyncGenerator<LedgerImage> {
  const { app, environment } = place;
  const ledger = openLedger(target, place);
  const [history, known] = [await ledger.read(), await ledger.known()];
  if (history.current !== undefined && !known.includes(history.current))
    throw new Error(`The release ${history.current} that serves is not among those kept in ${ledger.folder}.`);
  for (const id of known) {
    const { release } = await ledger.release(id);
    for (const image of Object.values(release.images)) yield { image, app, environment, release: id };
  }
}

/** What lies in one of the folders. A file beside them is nobody's ledger; a link that leads nowhere may well be one. */
async function within(target: Target, folder: string): Promise<readonly string[]> {
  try {
    const names = await target.list(folder);
    if (names.length > 0 || (await isFolder(target, folder))) return names;
    throw new Error(`${folder} leads nowhere.`);
  } catch (error) {
    if (error instanceof TargetError && hasCode(error.cause, "ENOTDIR")) return [];
    throw error;
  }
}

/** A target cannot be asked directly; a folder cannot be read as a file, and what does not exist reads as nothing. */
async function isFolder(target: Target, path: string): Promise<boolean> {
  try {
    await target.readFile(path);
    return false;
  } catch (error) {
    if (error instanceof TargetError && hasCode(error.cause, "EISDIR")) return true;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
