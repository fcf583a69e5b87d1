// The release tree that users get: a release cut in a scratch copy of the working tree, and the tag's tree in a separate
// folder, made once for a session of the engine. Its workflows lack the few keys that act does not support.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { engine } from "../engine/index.ts";
import { asRepository, workingCopy } from "../release/working-copy.ts";
import { withoutUnknownKeys } from "./unknown-keys.ts";

const run = promisify(execFile);
const VERSION = "1.0.0";

/** Path of the tree. The first caller makes it; the others wait for that, and fail when it fails. */
export async function releaseTree(): Promise<string> {
  const folder = join(engine().folder, "release-tree");
  const tree = join(folder, "tree");
  const ended = join(folder, "ended");
  const isFirst = (await mkdir(folder).catch(alreadyThere)) !== false;
  if (isFirst) {
    const failure = await make(folder, tree).then(
      () => "",
      (error: unknown) => String(error),
    );
    await writeFile(`${ended}.part`, failure);
    await rename(`${ended}.part`, ended);
  }
  while (!existsSync(ended)) await pause(500);
  const failure = await readFile(ended, "utf8");
  if (failure !== "") throw new Error(failure);
  return tree;
}

function alreadyThere(error: unknown): false {
  if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
  throw error;
}

async function make(folder: string, tree: string): Promise<void> {
  const copy = join(folder, "copy");
  await workingCopy(copy);
  await asRepository(copy);
  await run("npm", ["run", "--silent", "release", "--", VERSION], { cwd: copy, maxBuffer: 1 << 26 });
  await mkdir(tree);
  const git = ["--git-dir", join(copy, ".git"), "--work-tree", tree];
  await run("git", [...git, "checkout", "--quiet", "--force", `v${VERSION}`, "--", "."]);
  const workflows = join(tree, ".github/workflows");
  for (const name of await readdir(workflows)) {
    const path = join(workflows, name);
    await writeFile(path, withoutUnknownKeys(await readFile(path, "utf8")));
  }
}
