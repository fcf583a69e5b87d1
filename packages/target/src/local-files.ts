// Reads and writes small files (ledger, lease, configuration) on this machine. A crash leaves either the old or the new content: a temporary
// file is written, synced and renamed (rename(2) is atomic within a folder).
import { randomBytes } from "node:crypto";
import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { mkdir, mkdtemp, open, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  checkPathTo,
  checkPrivateFolder,
  FileError,
  NO_FOLLOW,
  NO_WAIT,
  readAll,
  refuseForeignFile,
  refuseSpecial,
  tighten,
} from "@deploy-actions/untrusted/file";
import { type FileOptions, type Target, TargetError } from "./target.ts";

export const localFiles: Omit<Target, "name" | "run"> = {
  verifyPrivate: (folder, { onlyPath = false, alsoTrust } = {}) =>
    withTargetError("read", folder, async () =>
      onlyPath ? checkPathTo(folder, { alsoTrust }) !== undefined : checkPrivateFolder(folder, { alsoTrust }),
    ),
  readFile: (path, options) => withTargetError("read", path, () => undefinedIfMissing(readText(path, options))),
  list: (dir) => withTargetError("read", dir, async () => ((await undefinedIfMissing(readdir(dir))) ?? []).sort()),
  remove: (path) => withTargetError("remove", path, () => rm(path, { recursive: true, force: true })),
  rename: (from, to) =>
    withTargetError("move", from, async () => {
      await rename(from, to);
      await syncFolder(dirname(to));
    }),
  writeFile: (path, text, options) => withTargetError("write", path, () => replace(path, text, options)),
  append: (path, line, options) =>
    withTargetError("write", path, () => appendLine(path, line, options?.private ?? false)),
  makeTemporaryFolder: (prefix) => {
    const parent = process.env.RUNNER_TEMP || tmpdir();
    return withTargetError("write", parent, () => mkdtemp(join(parent, `${prefix}-`)));
  },
};

/** More than a release, a ledger of many years or a scan report has. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Opening without waiting, because a pipe in place of the file would block. */
async function readText(path: string, { private: isPrivate = false, alsoTrust }: FileOptions = {}): Promise<string> {
  const fd = openSync(path, constants.O_RDONLY | NO_WAIT | (isPrivate ? NO_FOLLOW : 0));
  try {
    const stats = fstatSync(fd);
    // A folder fails when it is read, with EISDIR.
    if (!stats.isDirectory()) refuseSpecial(path, stats);
    if (isPrivate && stats.isFile()) refuseForeignFile(path, stats, { alsoTrust });
    return readAll(path, fd, stats.size, MAX_BYTES).toString("utf8");
  } finally {
    closeSync(fd);
  }
}

/** Private folders get 0700, whatever the umask is. Others get 0755, or less if the umask says so. */
async function makeFolders(folder: string, isPrivate: boolean): Promise<void> {
  if (isPrivate) {
    checkPathTo(folder, { create: true });
    // Earlier versions created it with 0755.
    tighten(folder, 0o700);
    return;
  }
  await mkdir(folder, { recursive: true, mode: 0o755 });
}

async function replace(
  path: string,
  text: string,
  { mode = 0o644, private: isPrivate = false }: FileOptions & { readonly mode?: number } = {},
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  await makeFolders(folder, isPrivate);
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

async function appendLine(path: string, line: string, isPrivate: boolean): Promise<void> {
  if (/[\r\n]/.test(line)) throw new Error("a line to append must not contain a line break");
  await makeFolders(dirname(path), isPrivate);
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NO_WAIT | (isPrivate ? NO_FOLLOW : 0);
  const file = await open(path, flags, isPrivate ? 0o600 : 0o644);
  try {
    const stats = await file.stat();
    refuseSpecial(path, stats);
    if (isPrivate) {
      refuseForeignFile(path, stats);
      tighten(path, 0o600);
    }
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
    if (cause instanceof FileError && cause.reason === "unsafe") {
      const { message, state, next } = cause;
      throw new TargetError("unsafe-folder", { message, state, next, cause });
    }
    const why = cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause);
    throw new TargetError("file-failed", {
      message: `Could not ${verb} ${path}: ${why}.`,
      state: verb === "read" ? "Nothing was changed." : "The previous content is unchanged.",
      next: "Check the path, its owner and permissions, and the free disk space.",
      cause,
    });
  }
}
