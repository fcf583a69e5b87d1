// A folder on this machine that only this user and root can change: checked from the root of the file system down, and created that way. Windows
// has no such modes, so there only links are refused.
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, type Stats } from "node:fs";
import { dirname, isAbsolute, join, parse, resolve, sep } from "node:path";
import { codeOf, FileError, unreadable } from "./error.ts";
import { type Entry, type OwnershipProblem, problemAbove, problemInside, type Trust } from "./ownership.ts";

export type PrivateFolderOptions = {
  /** A further user who may write there. */
  readonly alsoTrust?: number | undefined;
};

const MAX_LINKS = 40;
const MAX_ENTRIES = 200_000;

/**
 * Checks every folder and link on the way to `path`, from `/` down, and returns its real path: undefined if a folder is missing; with `create`
 * it is made, with mode 0700. Throws {@link FileError} `unsafe` if another user can change what is there.
 */
export function checkPathTo(
  path: string,
  options: PrivateFolderOptions & { readonly create?: boolean } = {},
): string | undefined {
  const trust = trustOf(options);
  const { root } = parse(resolve(path));
  const steps = stepsOf(resolve(path).slice(root.length));
  let at = root;
  let links = 0;
  if (trust !== undefined) refuse(problemAbove(entryOf(at, lstatSync(at)), trust));
  for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
    if (step === "..") {
      at = dirname(at);
      continue;
    }
    const next = join(at, step);
    const stats = statsOf(next) ?? (options.create === true ? created(next) : undefined);
    if (stats === undefined) return undefined;
    if (trust !== undefined) refuse(problemAbove(entryOf(next, stats), trust));
    if (stats.isSymbolicLink()) {
      links += 1;
      if (links > MAX_LINKS) throw new FileError("link", path, "has too many links in it", "Use a path without links.");
      const target = readlinkSync(next);
      if (isAbsolute(target)) at = parse(target).root;
      steps.unshift(...stepsOf(isAbsolute(target) ? target.slice(at.length) : target));
    } else if (stats.isDirectory()) at = next;
    else throw new FileError("not-regular", next, "is not a folder", "Use the path of a folder.");
  }
  return at;
}

/**
 * Checks a folder with {@link checkPathTo}, and everything in it: no links, no second names, nothing that another user can change. Returns false
 * if it is missing. Throws {@link FileError} `unsafe`.
 */
export function checkPrivateFolder(path: string, options: PrivateFolderOptions = {}): boolean {
  const real = checkPathTo(path, options);
  if (real === undefined) return false;
  const trust = trustOf(options);
  const waiting = [real];
  let seen = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of namesIn(folder)) {
      const inside = join(folder, name);
      const stats = statsOf(inside);
      seen += 1;
      if (seen > MAX_ENTRIES) {
        throw new FileError("unsafe", path, `has more than ${MAX_ENTRIES} files`, "Remove what does not belong there.");
      }
      // Gone since the folder was listed: another run's temporary file.
      if (stats === undefined) continue;
      if (trust === undefined) refuseLink(inside, stats);
      else refuse(problemInside(entryOf(inside, stats), trust));
      if (stats.isDirectory()) waiting.push(inside);
    }
  }
  // The folder itself last: what is in it says more about what happened.
  const own = statsOf(real);
  if (trust !== undefined && own !== undefined) refuse(problemInside(entryOf(real, own), trust));
  return true;
}

/** Throws {@link FileError} if another user can change this open file. */
export function refuseForeignFile(path: string, stats: Stats, options: PrivateFolderOptions = {}): void {
  const trust = trustOf(options);
  if (trust !== undefined) refuse(problemInside(entryOf(path, stats), trust));
}

/** Takes all rights from others if this user owns it. Earlier versions created folders with 0755 and files with 0644. */
export function tighten(path: string, mode: number): void {
  const stats = statsOf(path);
  if (stats === undefined || stats.isSymbolicLink() || stats.uid !== process.geteuid?.()) return;
  if ((stats.mode & 0o7777) !== mode) chmodSync(path, mode);
}

function created(path: string): Stats | undefined {
  try {
    mkdirSync(path, { mode: 0o700 });
    // The umask may have taken bits away.
    if (process.platform !== "win32") chmodSync(path, 0o700);
  } catch (error) {
    // Another run was faster; what it made is judged like everything else.
    if (codeOf(error) !== "EEXIST") throw error;
  }
  return statsOf(path);
}

function refuse(problem: OwnershipProblem | undefined): void {
  if (problem === undefined) return;
  throw new FileError(
    "unsafe",
    problem.path,
    problem.why,
    `Another user may have written what is in it. Use another folder; or check what is there, and then run: ${problem.command}`,
  );
}

function refuseLink(path: string, stats: Stats): void {
  if (stats.isSymbolicLink()) throw new FileError("unsafe", path, "is a symbolic link", "Remove it.");
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw unreadable(path, error);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function stepsOf(path: string): string[] {
  return path.split(sep).filter((step) => step !== "" && step !== ".");
}

function entryOf(path: string, stats: Stats): Entry {
  const kind = stats.isDirectory() ? "folder" : stats.isFile() ? "file" : stats.isSymbolicLink() ? "link" : "other";
  return { path, kind, uid: stats.uid, gid: stats.gid, mode: stats.mode & 0o7777, links: stats.nlink };
}

/** Undefined where files have no owners. */
function trustOf({ alsoTrust }: PrivateFolderOptions): Trust | undefined {
  const self = process.geteuid?.();
  if (self === undefined) return undefined;
  const users = [0, ...(alsoTrust === undefined ? [] : [alsoTrust]), self];
  return { users, groups: ownGroups(users) };
}

/**
 * The users' own groups, which nobody else is in, as far as /etc/passwd and /etc/group say: with a umask of 002, which many distributions use
 * because each user has such a group, every folder is writable for it. Elsewhere than on Linux, users are not listed in those files.
 */
function ownGroups(users: readonly number[]): number[] {
  if (process.platform !== "linux") return [];
  const accounts = records("/etc/passwd").map(([name = "", , uid, gid]) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
  }));
  const isTrusted = ({ uid }: { readonly uid: number }): boolean => users.includes(uid);
  return records("/etc/group").flatMap(([, , id, members = ""]) => {
    const gid = Number(id);
    const primary = accounts.filter((account) => account.gid === gid);
    const names = members.split(",").filter((name) => name !== "");
    const others = names.every((name) => accounts.some((account) => account.name === name && isTrusted(account)));
    return primary.length > 0 && primary.every(isTrusted) && others ? [gid] : [];
  });
}

function records(file: string): string[][] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line.includes(":"))
      .map((line) => line.split(":"));
  } catch {
    return [];
  }
}
