// Finds the images of all releases stored on a target, for every app and environment, because a rollback may need any of them. A ledger that
// cannot be read is reported, never treated as empty.
import { type Target, TargetError } from "@deploy-actions/target";
import { ReleaseError } from "./error.ts";
import { type LedgerLocation, openLedger } from "./ledger.ts";

/** `image` is the reference with its digest. */
export type LedgerImage = {
  readonly image: string;
  readonly app: string;
  readonly environment: string;
  readonly release: string;
};

export type LedgerImages = {
  readonly images: readonly LedgerImage[];
  /** One sentence for each ledger that could not be read completely. */
  readonly unreadable: readonly string[];
};

/**
 * Reads every `<stateDir>/<app>/<environment>/`. Never throws for what it finds there. A missing folder counts as empty. `alsoTrust`: see
 * {@link LedgerLocation}; a ledger of that user can only keep images from being removed.
 */
export async function ledgerImages(target: Target, stateDir: string, alsoTrust?: number): Promise<LedgerImages> {
  const images: LedgerImage[] = [];
  const unreadable: string[] = [];
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      unreadable.push(describe(error));
    }
  };
  await attempt(async () => {
    await target.verifyPrivate(stateDir, { onlyPath: true, alsoTrust });
    for (const app of await target.list(stateDir)) {
      await attempt(async () => {
        for (const environment of await foldersIn(target, `${stateDir}/${app}`)) {
          await attempt(async () => {
            for await (const image of imagesInLedger(target, { stateDir, app, environment, alsoTrust }))
              images.push(image);
          });
        }
      });
    }
  });
  return { images, unreadable };
}

async function* imagesInLedger(target: Target, location: LedgerLocation): AsyncGenerator<LedgerImage> {
  const { app, environment } = location;
  const ledger = openLedger(target, location);
  const [history, known] = [await ledger.read(), await ledger.releaseIds()];
  if (history.current !== undefined && !known.includes(history.current))
    throw new Error(`The live release ${history.current} is not stored in ${ledger.folder}.`);
  for (const id of known) {
    const { release } = await ledger.release(id);
    for (const image of Object.values(release.images)) yield { image, app, environment, release: id };
  }
}

/** What cannot be trusted is reported with what to do about it. */
function describe(error: unknown): string {
  const isUnsafe = error instanceof TargetError && error.reason === "unsafe-folder";
  const isState = error instanceof ReleaseError && error.reason === "state-dir";
  if (isUnsafe || isState) return `${error.message} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}

/** Names in one of the folders. A file next to them is ignored; a dangling link is an error, because a ledger may be behind it. */
async function foldersIn(target: Target, folder: string): Promise<readonly string[]> {
  try {
    const names = await target.list(folder);
    if (names.length > 0 || (await isFolder(target, folder))) return names;
    throw new Error(`${folder} is a dangling link.`);
  } catch (error) {
    if (error instanceof TargetError && hasCode(error.cause, "ENOTDIR")) return [];
    throw error;
  }
}

/** A target has no `stat`, but reading a folder as a file fails with EISDIR, and a missing path reads as undefined. */
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
