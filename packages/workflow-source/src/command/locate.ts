// Finds the file of the repository that a command means. On the runner a path is a path. On a host that a script was sent to nobody
// knows what lies where, but what is deployed there came out of the repository, so a file of the same name is taken for it.
import { isLiteral, meaningOf, shown } from "../value/mark.ts";
import type { Command } from "./command.ts";
import { baseName, isOfMachine, joinPath, pathFrom } from "./path.ts";

/** `path` from the repository's root, or why there is none, as a clause. */
export type Located = { readonly path: string } | { readonly missing: string };

/** Where a command runs, and among which files. */
export type Surroundings = Pick<Command, "host" | "directory" | "elsewhere" | "files">;

/** `asked` as the command names the file; it may hold marks. */
export function locate(around: Surroundings, asked: string): Located {
  const here = pathFrom(around, asked);
  if (here !== undefined && around.files.read(here) !== undefined) return { path: here };
  if (!isElsewhere(around) && !isOfMachine(asked) && isLiteral(asked)) {
    return { missing: `${asked} is not in this repository` };
  }
  return lookAlike(around, asked, here ?? asked);
}

/** True where the command's folder is none of the repository's, as far as anyone knows. */
export function isElsewhere({ host, directory }: Surroundings): boolean {
  return host === "remote" || directory === undefined;
}

/**
 * Of the files with the same name, the one whose path agrees the furthest with the `full` one. Where several do, it is the one that the
 * job itself put on the machine, then the one at that path in the repository, then the one at its root.
 */
function lookAlike({ files }: Surroundings, asked: string, full: string): Located {
  const name = baseName(asked);
  if (!isLiteral(name) || isCallersChoice(asked)) return { missing: `only a run knows which file ${shown(asked)} is` };
  const closest = closestTo(full, name === "" ? [] : files.named(name), (path) => path);
  const same = joinPath("", asked);
  const preferred = [closest.filter(isOfMachine), closest.filter((path) => path === same), closest.filter(isAtRoot)];
  const [only] = closest.length === 1 ? closest : (preferred.find(({ length }) => length === 1) ?? []);
  if (only !== undefined) return { path: only };
  if (closest.length === 0) return { missing: `${shown(asked)} is not in this repository` };
  return { missing: `${shown(asked)} may be any of ${closest.length} files of this repository` };
}

function isAtRoot(path: string): boolean {
  return !path.includes("/");
}

/** Of several candidates those whose path agrees the furthest with `path`, from the end on. */
export function closestTo<T>(path: string, candidates: readonly T[], pathOf: (candidate: T) => string): readonly T[] {
  const parts = path.split("/");
  const scores = candidates.map((candidate) => agreement(pathOf(candidate).split("/"), parts));
  const best = Math.max(...scores);
  return candidates.filter((_, index) => scores[index] === best);
}

/** A folder that an input or an earlier step names need not be the repository's: a caller's own file may be meant. */
function isCallersChoice(asked: string): boolean {
  const first = meaningOf(asked);
  return first?.kind === "input" || first?.kind === "output";
}

/** How many parts of two paths are the same, counted from their ends. */
function agreement(path: readonly string[], asked: readonly string[]): number {
  let count = 0;
  while (count < path.length && path.at(-1 - count) === asked.at(-1 - count)) count++;
  return count;
}
