// The release tree that users get: a release cut in a scratch copy of the working tree, and the tag's tree in a folder of its own.
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { asRepository, workingCopy } from "../release/working-copy.ts";

const run = promisify(execFile);

/** Makes the tree in `<folder>/tree` and returns that path. The tag is v<version>. */
export async function releaseTree(folder: string, version: string): Promise<string> {
  const copy = join(folder, "copy");
  const tree = join(folder, "tree");
  await workingCopy(copy);
  await asRepository(copy);
  await run("npm", ["run", "--silent", "release", "--", version], { cwd: copy, maxBuffer: 1 << 26 });
  await mkdir(tree);
  const git = ["--git-dir", join(copy, ".git"), "--work-tree", tree];
  await run("git", [...git, "checkout", "--quiet", "--force", `v${version}`, "--", "."]);
  return tree;
}
