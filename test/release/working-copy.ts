// The working tree as it is (tracked and new files, nothing ignored) in another folder, with its dependencies: to build and
// to release from there, since ncc must sit in the tree's own node_modules.
import { execFile } from "node:child_process";
import { cp, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");

export async function workingCopy(folder: string): Promise<void> {
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    maxBuffer: 1 << 26,
  });
  for (const file of new Set(stdout.split("\0").filter((each) => each !== ""))) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(ROOT, file), join(folder, file), { verbatimSymlinks: true }).catch(ignoreDeleted);
  }
  await copyDependencies(folder);
}

/** Makes a repository of the copy, with an identity to release as, and commits everything. */
export async function asRepository(folder: string): Promise<void> {
  const git = (...args: readonly string[]) => run("git", args, { cwd: folder, maxBuffer: 1 << 26 });
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "A Tester");
  await git("config", "user.email", "tester@example.com");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "The working tree");
}

function ignoreDeleted(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}

/** As hard links where possible (one file system), else as copies. The links of the workspace are relative and lead into the copy. */
async function copyDependencies(folder: string): Promise<void> {
  const from = join(ROOT, "node_modules");
  const to = join(folder, "node_modules");
  await run("cp", ["-al", from, to]).catch(async () => {
    await rm(to, { recursive: true, force: true });
    await run("cp", ["-a", from, to]);
  });
}
