// The sample app's dependencies: installed by npm ci once for a lockfile and kept in the cache.
import { createHash } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { kept } from "../../test/engine/cache.ts";
import { tryRun } from "../../test/engine/program.ts";
import { StoryError } from "./story-error.ts";

const SAMPLE = join(import.meta.dirname, "../../examples/sample-app");
const FILES = ["package.json", "package-lock.json", ".npmrc"];

/** The folder `node_modules`. */
export async function sampleDependencies(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of FILES) hash.update(await readFile(join(SAMPLE, file)));
  const key = `sample-app/${process.platform}-${process.arch}-${hash.digest("hex").slice(0, 12)}`;
  const folder = await kept(key, async (target) => {
    for (const file of FILES) await copyFile(join(SAMPLE, file), join(target, file));
    const { code, stderr } = await tryRun(["npm", "ci", "--loglevel=error", "--prefer-offline"], { cwd: target });
    if (code !== 0) throw new StoryError(`npm ci for the sample app failed: ${stderr.trim()}`);
  });
  return join(folder, "node_modules");
}
