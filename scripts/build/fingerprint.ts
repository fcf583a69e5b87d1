// Identifies the source that an action is built from: one digest over its own files, those of its command line and those of the packages that both use.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";

const SCOPE = "@deploy-actions/";
const PROGRAMS = join("apps", "cli");
const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** Hex sha256. Excludes tests and fixtures, which are not built. */
export async function fingerprintOf(root: string, action: string): Promise<string> {
  const hash = createHash("sha256");
  const sources = [join("actions", action), ...(existsSync(join(root, PROGRAMS, "src", action)) ? [PROGRAMS] : [])];
  const packages = new Set((await Promise.all(sources.map((folder) => packagesOf(root, folder)))).flat());
  for (const folder of [...sources, ...[...packages].toSorted()]) {
    for (const file of await shippedFiles(join(root, folder))) {
      hash
        .update(`${folder}/${file}\0`)
        .update(await readFile(join(root, folder, file)))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

/** The file in the ignored `build/` in which a build into `dist` records the fingerprints of its source. */
export function fingerprintFile(root: string, dist: string): string {
  const name = createHash("sha256").update(resolve(root, dist)).digest("hex").slice(0, 16);
  return join(root, "build", "fingerprints", `${name}.json`);
}

/** Workspace packages reached through `dependencies`, as folders relative to the root. */
async function packagesOf(root: string, folder: string, seen = new Set<string>()): Promise<string[]> {
  const { dependencies } = manifest.parse(JSON.parse(await readFile(join(root, folder, "package.json"), "utf8")));
  for (const name of Object.keys(dependencies).filter((each) => each.startsWith(SCOPE))) {
    const dependency = join("packages", name.slice(SCOPE.length));
    if (seen.has(dependency)) continue;
    seen.add(dependency);
    await packagesOf(root, dependency, seen);
  }
  return [...seen];
}

async function shippedFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map((each) =>
      join(each.parentPath, each.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((path) => /^(?:src\/.*|action\.yml|package\.json)$/.test(path) && !/\.test\.ts$|\/fixtures\//.test(path))
    .toSorted();
}
