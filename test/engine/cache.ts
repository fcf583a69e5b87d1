// Where what was fetched or built once is kept for the next run: ${XDG_CACHE_HOME:-~/.cache}/deploy-actions/<key>.
// An entry appears whole or not at all, so two runs at the same time cannot hand each other a half-made one.

import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";

export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "deploy-actions");
}

/** The folder kept under `key`; `make` fills it in a folder beside it the first time. */
export async function kept(key: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheRoot(), key);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  await removeForgotten(dirname(folder));
  const unfinished = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  const remove = (): void => rmSync(unfinished, { recursive: true, force: true });
  process.once("exit", remove); // where a signal ends this program meanwhile
  try {
    await make(unfinished);
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // otherwise another run was quicker: its entry serves
    });
  } finally {
    process.off("exit", remove);
    remove();
  }
  return folder;
}

/** What a run that was killed left unfinished; a day is longer than any that still goes on. */
async function removeForgotten(parent: string): Promise<void> {
  for (const name of (await readdir(parent)).filter((entry) => entry.startsWith("."))) {
    const { mtimeMs } = await stat(join(parent, name));
    if (Date.now() - mtimeMs > 24 * 60 * 60 * 1000) await rm(join(parent, name), { recursive: true, force: true });
  }
}
