// Reads and writes the small files a target keeps (ledger, lease, configuration) on this machine, so that a crash at any moment leaves
// either the old text or the new one: write beside, sync, rename (rename(2) is atomic within a folder).
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Target, TargetError } from "./target.ts";

export const filesHere: Omit<Target, "name" | "run"> = {
  readFile: (path) => told("read", path, () => unlessMissing(readFile(path, "utf8"))),
  list: (dir) => told("read", dir, async () => ((await unlessMissing(readdir(dir))) ?? []).sort()),
  remove: (path) => told("remove", path, () => rm(path, { recursive: true, force: true })),
  rename: (from, to) =>
    told("move", from, async () => {
      await rename(from, to);
      await syncFolder(dirname(to));
    }),
  writeFile: (path, text, options) => told("write", path, () => replace(path, text, options?.mode ?? 0o644)),
  append: (path, line) => told("write", path, () => appendLine(path, line)),
  makeTemporaryFolder: (prefix) => {
    const parent = process.env.RUNNER_TEMP || tmpdir();
    return told("write", parent, () => mkdtemp(join(parent, `${prefix}-`)));
  },
};

async function replace(path: string, text: string, mode: number): Promise<void> {
  const folder = dirname(path);
  const beside = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  await mkdir(folder, { recursive: true });
  try {
    const file = await open(beside, "wx", mode);
    try {
      // open() applies the umask; a mode that was asked for is meant.
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function appendLine(path: string, line: string): Promise<void> {
  if (/[\r\n]/.test(line)) throw new Error("a line to append must not hold a line break");
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a");
  try {
    await file.write(`${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename survive a power cut (fsync(2): the folder has to be synced too). Windows cannot open a folder, and needs none of it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

async function told<T>(verb: "read" | "write" | "remove" | "move", path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TargetError("file-failed", {
      message: `Could not ${verb} ${path}: ${why}.`,
      state: verb === "read" ? "Nothing was changed." : "What was there before is still there.",
      next: "Check the path, who owns it, and the free space on its disk.",
      cause,
    });
  }
}
