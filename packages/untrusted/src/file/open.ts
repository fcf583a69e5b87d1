// Opens a regular file and nothing else. Opening a pipe would wait for a writer, opening a device can change the machine, and the files of /proc
// and /sys are regular only by name: /proc/self/environ holds this process's secrets, and /proc/kmsg never ends.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
  statfsSync,
} from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { FileError, unreadable } from "./error.ts";
import { realPath, realPathWithin } from "./inside.ts";

export type OpenFile = { readonly fd: number; readonly stats: Stats; readonly real: string };

export type ReadOptions = {
  readonly maxBytes: number;
  /** The folders that the file must be in once links are followed. Absent: anywhere. */
  readonly roots?: readonly string[] | undefined;
};

/** Windows has neither flag. */
export const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
export const NO_WAIT = constants.O_NONBLOCK ?? 0;

/** All bytes of a regular file, and its permissions. Throws {@link FileError}. */
export function readRegularFile(path: string, { maxBytes, roots }: ReadOptions): { bytes: Buffer; mode: number } {
  const { fd, stats } = openRegularFile(path, roots);
  try {
    return { bytes: readAll(path, fd, stats.size, maxBytes), mode: stats.mode & 0o777 };
  } finally {
    closeSync(fd);
  }
}

/** The caller closes `fd`. Throws {@link FileError}. */
export function openRegularFile(path: string, roots?: readonly string[]): OpenFile {
  const real = roots === undefined ? realPath(path) : realPathWithin(path, roots);
  try {
    refuseSpecial(path, lstatSync(real));
    refuseSystemFile(path, real);
    const fd = openSync(real, constants.O_RDONLY | NO_FOLLOW | NO_WAIT);
    try {
      const stats = fstatSync(fd);
      refuseSpecial(path, stats);
      refuseOther(path, real, fd, stats);
      return { fd, stats, real };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The same as a handle, for a file of any size. The caller closes it. Throws {@link FileError}. */
export async function openRegularHandle(path: string, roots?: readonly string[]): Promise<FileHandle> {
  const { fd, stats, real } = openRegularFile(path, roots);
  try {
    const handle = await open(real, constants.O_RDONLY | NO_FOLLOW | NO_WAIT);
    const { dev, ino } = await handle.stat();
    if (dev === stats.dev && ino === stats.ino) return handle;
    await handle.close();
    throw replaced(path);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    // Open until here, so that its inode number cannot be given to another file.
    closeSync(fd);
  }
}

/** The file may grow while it is read, so its size is only a first guess. */
export function readAll(path: string, fd: number, size: number, maxBytes: number): Buffer {
  const tooLarge = (bytes: string): FileError =>
    new FileError(
      "too-large",
      path,
      `has ${bytes} bytes; the limit is ${maxBytes}`,
      "Use a smaller file, or check that this is the file that you mean.",
    );
  if (size > maxBytes) throw tooLarge(String(size));
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(size - total, 0) + 1, 1 << 20));
    const read = readSync(fd, chunk, 0, chunk.byteLength, null);
    if (read === 0) return Buffer.concat(chunks, total);
    total += read;
    if (total > maxBytes) throw tooLarge(`more than ${maxBytes}`);
    chunks.push(chunk.subarray(0, read));
  }
}

/** Throws {@link FileError} for anything but a regular file. */
export function refuseSpecial(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  const what = stats.isDirectory()
    ? "a folder"
    : stats.isSymbolicLink()
      ? "a link"
      : stats.isFIFO()
        ? "a pipe"
        : stats.isSocket()
          ? "a socket"
          : "a device";
  throw new FileError("not-regular", path, `is ${what}, not a file`, "Use a regular file.");
}

/** File systems whose files are made up by the kernel when they are read (statfs(2), linux/magic.h). */
const KERNEL_FILE_SYSTEMS = new Set([
  ...[0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x73636673, 0x27e0eb, 0x63677270, 0x62656570, 0xcafe4a11],
  ...[0x1cd1, 0x6165676c, 0xf97cff8c, 0xde5e81e4, 0x6e736673, 0x42494e4d, 0x19800202],
]);

/** Whether a path is, by its name, one that the kernel makes up. For a path that is never opened here; an open file is judged by its file system. */
export function isSystemPath(path: string): boolean {
  return /^\/(?:proc|sys|dev(?!\/shm\/))(?:\/|$)/.test(path);
}

function refuseSystemFile(path: string, real: string): void {
  if (process.platform === "win32") return;
  const { type } = statfsSync(real);
  // The type is a signed number on some systems.
  if (!isSystemPath(real) && !KERNEL_FILE_SYSTEMS.has(type >>> 0)) return;
  throw new FileError(
    "not-regular",
    path,
    `is ${real === path ? "" : `${real}, `}a file of the operating system, not of a disk`,
    "Use a regular file.",
  );
}

/** Refuses a file that was exchanged between the check of its path and the opening. */
function refuseOther(path: string, real: string, fd: number, stats: Stats): void {
  const opened = openedPath(fd);
  if (opened === undefined) {
    const now = lstatSync(realPath(path));
    if (now.ino === stats.ino && now.dev === stats.dev) return;
  } else if (opened === real) return;
  throw replaced(path);
}

function replaced(path: string): FileError {
  return new FileError("changed", path, "was replaced while it was opened", "Run the step again.");
}

/** What Linux says is open; undefined where it cannot be asked. */
function openedPath(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return undefined;
  }
}
