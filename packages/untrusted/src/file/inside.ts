// Where a path really leads, and whether that is inside the folders that it may lead to. The commit's author decides what a checkout
// contains, so its links are followed only while they stay inside it.
import { lstatSync, realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { codeOf, FileError, unreadable } from "./error.ts";

/** Whether an absolute path is the folder itself or below it. Compares names only; see {@link realPathWithin}. */
export function isWithin(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

/**
 * The path with every link followed. It must stay inside the root that its name is in, and outside git's own folder there: a link from one root
 * into another is refused too. Throws {@link FileError}.
 */
export function realPathWithin(path: string, roots: readonly string[]): string {
  const named = resolve(path);
  const around = rootsAround(named, roots);
  if (around.length === 0) throw outside(path, `is outside ${roots.join(" and ")}`);
  const real = realPath(named);
  const root = around.find((each) => isWithin(real, each));
  if (root === undefined) throw outside(path, `leads to ${real}, outside ${around.join(" and ")}`);
  // actions/checkout leaves the job's token in there, and git runs what some of its files say.
  if (relative(root, real).toLowerCase().split(sep).includes(".git")) {
    throw outside(path, `is ${real === named ? "" : `${real}, `}in git's own folder`);
  }
  return real;
}

/** Whether a path is in one of the roots by its name. What it leads to is for {@link realPathWithin} to decide. */
export function isNamedWithin(path: string, roots: readonly string[]): boolean {
  return rootsAround(resolve(path), roots).length > 0;
}

/** The real paths of the roots that this path is in by its name, or by the name that the root has once its own links are followed. */
export function rootsAround(path: string, roots: readonly string[]): string[] {
  return roots.flatMap((root) => {
    const real = realPathIfAny(root) ?? resolve(root);
    return isWithin(path, resolve(root)) || isWithin(path, real) ? [real] : [];
  });
}

/** Throws {@link FileError}, also for a broken link. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new FileError("link", path, "is a broken link", "Correct or remove the link.", error);
    }
    throw unreadable(path, error);
  }
}

function realPathIfAny(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

export function outside(path: string, why: string): FileError {
  return new FileError("outside", path, why, "Use a file inside that folder, and no link that leads out of it.");
}
