// Writes a file that an input names, inside folders that belong to the job. The checkout may contain links in place of the file or of a folder
// above it; following one would overwrite a file elsewhere.
import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { codeOf, FileError } from "./error.ts";
import { isWithin, outside, realPath, rootsAround } from "./inside.ts";
import { NO_FOLLOW, refuseSpecial } from "./open.ts";

const NEXT = "Use a path in the workspace or in `${{ runner.temp }}` that has no link in it leading elsewhere.";

/** The folders that an output file may be in: the workspace and the job's temporary folder. */
export function outputRoots({ GITHUB_WORKSPACE, RUNNER_TEMP }: Readonly<NodeJS.ProcessEnv>): [string, ...string[]] {
  return [GITHUB_WORKSPACE || process.cwd(), ...(RUNNER_TEMP ? [RUNNER_TEMP] : [])];
}

/**
 * Writes the file that the input names, and the folders above it that are missing, inside one of the roots. A link that leads to a folder in the
 * same root is followed; any other link, and anything that is not a regular file, is refused with {@link FileError}. Readers see the old or the
 * new text.
 */
export function writeOutputFile(input: string, path: string, text: string, roots: readonly string[]): void {
  try {
    write(path, text, roots);
  } catch (error) {
    throw error instanceof FileError ? error.of(input) : error;
  }
}

function write(path: string, text: string, roots: readonly string[]): void {
  const named = resolve(path);
  // Failing that, by where the folder really is: the job may know a root only by its real path.
  const byName = rootsAround(named, roots);
  const around = byName.length > 0 ? byName : rootsAround(realFolderAbove(named), roots);
  if (around.length === 0) {
    throw new FileError("outside", path, `is outside ${roots.join(" and ")}`, NEXT);
  }
  try {
    const folder = makeFolder(path, dirname(named), around);
    replace(path, folder, basename(named), text, around);
  } catch (error) {
    if (error instanceof FileError) throw error;
    const why = `could not be written (${codeOf(error) ?? String(error)})`;
    throw new FileError("unreadable", path, why, "Check the folder, its owner and the free disk space.", error);
  }
}

function realFolderAbove(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) || folder === path ? realPath(folder) : realFolderAbove(folder);
}

/** The real path of the folder. Missing folders are created one by one, each inside a folder that has been checked. */
function makeFolder(path: string, folder: string, roots: readonly string[]): string {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return checkedFolder(path, folder, roots);
  const parent = makeFolder(path, dirname(folder), roots);
  const made = join(parent, basename(folder));
  try {
    mkdirSync(made, { mode: 0o755 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  return checkedFolder(path, made, roots);
}

function checkedFolder(path: string, folder: string, roots: readonly string[]): string {
  const real = realPath(folder);
  const root = roots.find((each) => isWithin(real, each));
  if (root === undefined) {
    // Above the root itself, when the root does not exist yet.
    if (roots.some((each) => isWithin(each, real))) return real;
    throw new FileError("outside", path, `leads to ${real}, outside ${roots.join(" and ")}`, NEXT);
  }
  // git runs what some files there say.
  if (relative(root, real).toLowerCase().split(sep).includes(".git"))
    throw outside(path, `leads into ${real}, git's own folder`);
  if (!lstatSync(real).isDirectory()) throw new FileError("not-regular", path, `is below ${folder}, a file`, NEXT);
  return real;
}

function replace(path: string, folder: string, name: string, text: string, roots: readonly string[]): void {
  const file = join(folder, name);
  const before = existing(path, file);
  const temporary = join(folder, `.${randomBytes(6).toString("hex")}.tmp`);
  const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, 0o644);
  try {
    try {
      if (before !== undefined && process.platform !== "win32") fchmodSync(fd, before.mode & 0o755);
      writeFileSync(fd, text);
    } finally {
      closeSync(fd);
    }
    if (checkedFolder(path, folder, roots) !== folder) {
      throw new FileError(
        "changed",
        path,
        "is in a folder that was replaced while it was written",
        "Run the step again.",
      );
    }
    existing(path, file);
    // A rename replaces a link instead of following it.
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** What is at the path now; throws for anything that an output must not replace. */
function existing(path: string, file: string): Stats | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats?.isSymbolicLink()) throw new FileError("link", path, "is a link", NEXT);
  if (stats !== undefined) refuseSpecial(path, stats);
  return stats;
}
