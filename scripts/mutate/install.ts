// Installs Stryker into scripts/mutate/node_modules on first use. It is not in the root's package.json, since its 160 packages would
// slow down every `npm ci` for the sake of one command.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { withLock } from "../build/lock.ts";

const FOLDER = import.meta.dirname;
const ARGUMENTS = ["ci", "--ignore-scripts", "--prefer-offline", "--loglevel=error"];

/** Does nothing where the lockfile's packages are installed already. Throws with npm's own output when it fails. */
export async function installStryker(): Promise<void> {
  await withLock(join(FOLDER, "..", "..", "build", "mutate.lock"), async () => {
    if (await isInstalled()) return;
    await promisify(execFile)("npm", ARGUMENTS, { cwd: FOLDER });
  });
}

async function isInstalled(): Promise<boolean> {
  const modified = async (name: string) => (await stat(join(FOLDER, name)).catch(() => undefined))?.mtimeMs ?? 0;
  return (await modified("node_modules/.package-lock.json")) >= (await modified("package-lock.json"));
}
