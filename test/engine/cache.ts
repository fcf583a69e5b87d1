// The cache of what was downloaded or built once: ${XDG_CACHE_HOME:-~/.cache}/deploy-actions/<key>.
// An entry appears complete or not at all, and is made once: a process that needs it meanwhile waits for the one that makes it.

import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { withLock } from "../../scripts/build/lock.ts";

export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "deploy-actions");
}

/** Longer than the longest build takes on a slow machine. */
const FILL_LIMIT_MINUTES = 60;

/** The folder kept under `key`; `make` fills it the first time, in a temporary folder next to it. */
export async function kept(key: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot(), key);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeUnfinished(dirname(folder));
  const lock = join(dirname(folder), `.${basename(folder)}.lock`);
  await withLock(lock, () => (existsSync(folder) ? Promise.resolve() : fill(folder, make)), FILL_LIMIT_MINUTES);
  return folder;
}

async function fill(folder: string, make: (folder: string) => Promise<void>): Promise<void> {
  const unfinished = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  const remove = (): void => rmSync(unfinished, { recursive: true, force: true });
  process.once("exit", remove); // where a signal ends this program meanwhile
  try {
    await make(unfinished);
    await rename(unfinished, folder);
  } finally {
    process.off("exit", remove);
    remove();
  }
}

/** Removes what a killed run left unfinished: folders that are a day old, which is longer than any run takes. */
async function removeUnfinished(parent: string): Promise<void> {
  for (const name of (await readdir(parent)).filter((entry) => entry.startsWith("."))) {
    const { mtimeMs } = await stat(join(parent, name));
    if (Date.now() - mtimeMs > 24 * 60 * 60 * 1000) await rm(join(parent, name), { recursive: true, force: true });
  }
}
