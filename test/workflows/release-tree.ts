// The release tree that users get: `npm run release` in a scratch clone, and the tag's tree in a folder of its own.
import { execFile } from "node:child_process";
import { cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");

/** Makes the tree in `<folder>/tree` and returns that path. The tag is v<version>. */
export async function releaseTree(folder: string, version: string): Promise<string> {
  const clone = join(folder, "clone");
  const tree = join(folder, "tree");
  await run("git", ["clone", "--quiet", "--no-local", ROOT, clone]);
  await run("git", ["-C", clone, "config", "user.name", "Release test"]);
  await run("git", ["-C", clone, "config", "user.email", "release-test@example.com"]);
  // Hard links: the same dependencies in the clone's own folder, as the build's reproducibility needs, without their weight.
  await run("cp", ["--archive", "--link", join(ROOT, "node_modules"), join(clone, "node_modules")]);
  await cp(join(ROOT, "node_modules/.package-lock.json"), join(clone, "node_modules/.package-lock.json"), {
    force: true,
  });
  const env = { ...process.env, PATH: `${join(clone, "node_modules/.bin")}:${process.env.PATH}` };
  await run("npm", ["run", "--silent", "release", "--", version], { cwd: clone, env, maxBuffer: 64 << 20 });
  await mkdir(tree);
  await run("git", [
    "--git-dir",
    join(clone, ".git"),
    "--work-tree",
    tree,
    "checkout",
    "--quiet",
    "--force",
    `v${version}`,
    "--",
    ".",
  ]);
  return tree;
}
