// Where what was fetched or built once is kept for the next run: ${XDG_CACHE_HOME:-~/.cache}/deploy-actions/<key>.
// An entry appears whole or not at all, so two runs at the same time cannot hand each other a half-made one.

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
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
  const unfinished = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await make(unfinished);
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // otherwise another run was quicker: its entry serves
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}
