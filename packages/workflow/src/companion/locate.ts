// Finds the file of the repository that a command means. On the runner a path is a path. On a host that a script was sent to nobody
// knows what lies where, but what is deployed there came out of the repository, so a file of the same name is taken for it.
import type { Command } from "../deploy/command.ts";
import { isLiteral, meaningOf, shown } from "../value/mark.ts";

/** `path` from the repository's root, or why there is none, as a clause. */
export type Located = { readonly path: string } | { readonly missing: string };

/** Where a command runs, and among which files. */
export type Surroundings = Pick<Command, "host" | "directory" | "files">;

/** `asked` as the command names the file; it may hold marks. */
export function locate(around: Surroundings, asked: string): Located {
  const here = joinPath(isElsewhere(around) ? (around.directory ?? "") : around.directory, asked);
  if (here !== undefined && around.files.read(here) !== undefined) return { path: here };
  if (!isElsewhere(around) && isLiteral(asked) && !/^[/~]/.test(asked)) {
    return { missing: `${asked} is not in this repository` };
  }
  return lookAlike(around, asked);
}

/** True where the command's folder is none of the repository's, as far as anyone knows. */
export function isElsewhere({ host, directory }: Surroundings): boolean {
  return host === "remote" || directory === undefined;
}

/** A path from the repository's root, without `.` and `..`; undefined where it leads out of it, or nobody knows where. */
export function joinPath(folder: string | undefined, path: string): string | undefined {
  if (folder === undefined || path.startsWith("/") || path.startsWith("~") || !isLiteral(path)) return undefined;
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/** The folder of a path; `""` is the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}

/** Of the files with the same name, the one whose path agrees the furthest; where several do, the one at the root. */
function lookAlike({ files }: Surroundings, asked: string): Located {
  const parts = asked.split("/");
  const name = parts.at(-1) ?? "";
  if (!isLiteral(name) || isCallersChoice(asked)) return { missing: `only a run knows which file ${shown(asked)} is` };
  const candidates = name === "" ? [] : files.named(name);
  const scores = candidates.map((path) => agreement(path.split("/"), parts));
  const best = Math.max(...scores);
  const closest = candidates.filter((_, index) => scores[index] === best);
  const [only] = closest.length === 1 ? closest : closest.filter((path) => !path.includes("/"));
  if (only !== undefined) return { path: only };
  if (closest.length === 0) return { missing: `${shown(asked)} is not in this repository` };
  return { missing: `${shown(asked)} may be any of ${closest.length} files of this repository` };
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
