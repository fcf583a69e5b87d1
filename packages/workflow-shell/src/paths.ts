// The repository's files as a script sees them: what was written lies over them, and what was copied is found where it was copied to. On a
// host the same, under the names that files have there.
import type { Template } from "@deploy-actions/workflow-source";
import { baseName, type Files, isMachinePath, joinPath, pathFrom } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { type Run, spendOn } from "./run.ts";
import type { Scope } from "./scope.ts";

/** The name under which a file that a script writes is kept; without a folder that is known, it is taken for one of the repository. */
export function writtenPath(scope: Scope, path: string): string | undefined {
  const written = pathFrom(scope, path) ?? joinPath("", path) ?? baseName(path);
  return isMachinePath(written) || isLiteral(written) ? written : undefined;
}

/** The text of a file that a command reads. What lies on another machine and nobody wrote there may be in the repository, by its path. */
export function readNamed(run: Run, path: string): Template | undefined {
  const { scope, repository } = run;
  const files = filesOf(scope, repository);
  const named = pathFrom(scope, path);
  const alike = scope.directory === undefined ? joinPath("", path) : undefined;
  const found = [named, alike].map((one) => (one === undefined ? undefined : files.read(one))).find(Boolean);
  spendOn(run, found?.text.length ?? 0);
  return found;
}

/** Files that copies of folders may add to one folder: folders can be copied into themselves again and again. */
const COPIED_LIMIT = 2_000;

/** The repository as the script sees it. */
export function filesOf(scope: Scope, repository: Files): Files {
  const { files, copies } = scope;
  const written = (): string[] => [...files.keys()];
  return {
    read(path) {
      const known = files.get(path);
      if (known !== undefined) return known;
      const from = originOf(copies, path) ?? path;
      return isMachinePath(from) ? undefined : repository.read(from);
    },
    below(folder) {
      const copied: string[] = [];
      for (const [to, from] of copies) {
        if (copied.length < COPIED_LIMIT) copied.push(...copiedBelow(folder, to, from, repository));
      }
      const own = isMachinePath(folder) ? [] : repository.below(folder);
      return distinct([...own, ...copied, ...written().filter((path) => isBelow(path, folder))]);
    },
    named: (name) => distinct([...repository.named(name), ...written().filter((path) => baseName(path) === name)]),
  };
}

/** Where in the repository lies what was copied to `path`, by the latest copy. */
export function originOf(copies: ReadonlyMap<string, string>, path: string): string | undefined {
  let origin: string | undefined;
  for (const [to, from] of copies) if (path === to || isBelow(path, to)) origin = moved(path, to, from);
  return origin;
}

/** The files in `folder` that are there because `from` was copied to `to`. */
function copiedBelow(folder: string, to: string, from: string, repository: Files): readonly string[] {
  const isInside = isBelow(folder, to);
  if (!isInside && to !== folder && !isBelow(to, folder)) return [];
  const paths = repository.below(isInside ? moved(folder, to, from) : from);
  return paths.slice(0, COPIED_LIMIT).map((path) => moved(path, from, to));
}

/** The path with one folder above it taken for another. */
export function moved(path: string, from: string, to: string): string {
  const rest = path.slice(from === "" || from.endsWith("/") ? from.length : from.length + 1);
  return to === "" || rest === "" ? `${to}${rest}` : `${to.replace(/\/$/, "")}/${rest}`;
}

export function isBelow(path: string, folder: string): boolean {
  return folder === "" ? !isMachinePath(path) : path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function distinct(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)];
}
