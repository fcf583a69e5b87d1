// Finds the shipped form of an action and refuses one that is missing or was built from a different source.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { fingerprintFile, fingerprintOf } from "../../scripts/build/fingerprint.ts";

const root = join(import.meta.dirname, "..", "..");
const fingerprints = z.record(z.string(), z.string());

/** The release tree under test. */
export const distFolder = (): string => process.env.ACTIONS_DIST ?? join(root, "dist");

/**
 * The folder `dist/<name>`, or `$ACTIONS_DIST/<name>` (a build made with `--out`).
 * A build records the fingerprints of its source; a fresh clone has none, and there the test in test/build that rebuilds dist
 * detects a difference.
 */
export async function shippedAction(name: string): Promise<string> {
  const dist = distFolder();
  const folder = join(dist, name);
  if (!existsSync(join(folder, "action.yml")))
    throw new Error(`There is no shipped action in ${folder}: run \`npm run build\`.`);
  const record = fingerprintFile(root, dist);
  const built = existsSync(record) ? fingerprints.parse(JSON.parse(await readFile(record, "utf8")))[name] : undefined;
  if (built !== undefined && built !== (await fingerprintOf(root, name))) {
    throw new Error(`The shipped \`${name}\` is older than its source: run \`npm run build\`.`);
  }
  return folder;
}
