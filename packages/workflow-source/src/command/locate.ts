// Finds the repository file that a command refers to. On the runner, paths are taken literally. The files on a remote host are unknown, but
// what is deployed there comes from the repository, so a file of the same name is used.
import { isLiteral, meaningOf, shown } from "../value/mark.ts";
import type { Command } from "./command.ts";
import { baseName, isMachinePath, joinPath, pathFrom } from "./path.ts";

/** `path` is relative to the repository root; `missing` is a clause that says why there is none. */
export type LocateResult = { readonly path: string } | { readonly missing: string };

/** Where a command runs, and the files it can see. */
export type CommandLocation = Pick<Command, "host" | "directory" | "elsewhere" | "files">;

/** `asked` is the file name as used by the command; it may contain marks. */
export function locate(around: CommandLocation, asked: string): LocateResult {
  const here = pathFrom(around, asked);
  if (here !== undefined && around.files.read(here) !== undefined) return { path: here };
  if (!isOutsideRepository(around) && !isMachinePath(asked) && isLiteral(asked)) {
    return { missing: `${asked} is not in this repository` };
  }
  return similarFiles(around, asked, here ?? asked);
}

/** True if, as far as is known, the command's folder is not in the repository. */
export function isOutsideRepository({ host, directory }: CommandLocation): boolean {
  return host === "remote" || directory === undefined;
}

/**
 * Among the files with the same name, the one whose path shares the longest ending with `full`. If there are several: the one that the job
 * itself copied to the machine, then the one at that path in the repository, then the one at its root.
 */
function similarFiles({ files }: CommandLocation, asked: string, full: string): LocateResult {
  const name = baseName(asked);
  if (!isLiteral(name) || isChosenByCaller(asked)) return { missing: `${shown(asked)} is known only at run time` };
  const closest = closestTo(full, name === "" ? [] : files.named(name), (path) => path);
  const same = joinPath("", asked);
  const preferred = [closest.filter(isMachinePath), closest.filter((path) => path === same), closest.filter(isAtRoot)];
  const [only] = closest.length === 1 ? closest : (preferred.find(({ length }) => length === 1) ?? []);
  if (only !== undefined) return { path: only };
  if (closest.length === 0) return { missing: `${shown(asked)} is not in this repository` };
  return { missing: `${shown(asked)} could be any of ${closest.length} files in this repository` };
}

function isAtRoot(path: string): boolean {
  return !path.includes("/");
}

/** The candidates whose path shares the longest ending with `path`. */
export function closestTo<T>(path: string, candidates: readonly T[], pathOf: (candidate: T) => string): readonly T[] {
  const parts = path.split("/");
  const scores = candidates.map((candidate) => sharedEnding(pathOf(candidate).split("/"), parts));
  const best = Math.max(...scores);
  return candidates.filter((_, index) => scores[index] === best);
}

/** A folder named by an input or an earlier step may not be in the repository: the caller's own file may be meant. */
function isChosenByCaller(asked: string): boolean {
  const first = meaningOf(asked);
  return first?.kind === "input" || first?.kind === "output";
}

/** The number of equal path segments, counted from the end. */
function sharedEnding(path: readonly string[], asked: readonly string[]): number {
  let count = 0;
  while (count < path.length && path.at(-1 - count) === asked.at(-1 - count)) count++;
  return count;
}
