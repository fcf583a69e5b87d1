// Reads and writes small files (ledger, lease, configuration) on this machine. A crash leaves either the old or the new content: a temporary
// file is written, synced and renamed (rename(2) is atomic within a folder).
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Target, TargetError } from "./target.ts";

export const localFiles: Omit<Target, "name" | "run"> = {
  readFile: (path) => withTargetError("read", path, () => undefinedIfMissing(readFile(path, "utf8"))),
  list: (dir) => withTargetError("read", dir, async () => ((await undefinedIfMissing(readdir(dir))) ?? []).sort()),
  remove: (path) => withTargetError("remove", path, () => rm(path, { recursive: true, force: true })),
  rename: (from, to) =>
    withTargetError("move", from, async () => {
      await rename(from, to);
      await syncFolder(dirname(to));
    }),
  writeFile: (path, text, options) => withTargetError("write", path, () => replace(path, text, options?.mode ?? 0o644)),
  append: (path, line) => withTargetError("write", path, () => appendLine(path, line)),
  makeTemporaryFolder: (prefix) => {
    const parent = process.env.RUNNER_TEMP || tmpdir();
    return withTargetError("write", parent, () => mkdtemp(join(parent, `${prefix}-`)));
  },
};

async function replace(path: string, text: string, mode: number): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  await mkdir(folder, { recursive: true });
  try {
    const file = await open(temporary, "wx", mode);
    try {
      // open() applies the umask, but the requested mode must be exact.
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function appendLine(path: string, line: string): Promise<void> {
  if (/[\r\n]/.test(line)) throw new Error("a line to append must not contain a line break");
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a");
  try {
    await file.write(`${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a rename survive a power failure (fsync(2): the folder must be synced too). Windows cannot open a folder and does not need this. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function undefinedIfMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  return reading.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

async function withTargetError<T>(
  verb: "read" | "write" | "remove" | "move",
  path: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TargetError("file-failed", {
      message: `Could not ${verb} ${path}: ${why}.`,
      state: verb === "read" ? "Nothing was changed." : "The previous content is unchanged.",
      next: "Check the path, its owner and permissions, and the free disk space.",
      cause,
    });
  }
}
