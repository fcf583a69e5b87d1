// The repository's files as a script sees them, including files that were written or copied; on a host, under the names used there.
import type { Template } from "@deploy-actions/workflow-source";
import { baseName, type Files, isMachinePath, joinPath, pathFrom } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { type Run, spendOn } from "./run.ts";
import type { Scope } from "./scope.ts";

/** The path under which a written file is stored; in an unknown folder, it is treated as a repository file. */
export function writtenPath(scope: Scope, path: string): string | undefined {
  const written = pathFrom(scope, path) ?? joinPath("", path) ?? baseName(path);
  return isMachinePath(written) || isLiteral(written) ? written : undefined;
}

/** True for a file that something in this job wrote with content that is not known. */
export function isOpaque({ scope }: Run, path: string): boolean {
  const written = writtenPath(scope, path);
  return written !== undefined && scope.opaque.has(written);
}

/** The text of a file that a command reads. A file on another machine that no command wrote may be in the repository, at its path. */
export function readNamed(run: Run, path: string): Template | undefined {
  const { scope, repository } = run;
  const files = filesOf(scope, repository);
  const named = pathFrom(scope, path);
  const alike = scope.directory === undefined ? joinPath("", path) : undefined;
  const found = [named, alike].map((one) => (one === undefined ? undefined : files.read(one))).find(Boolean);
  spendOn(run, found?.text.length ?? 0);
  return found;
}

/** Limit for files that copies of folders add to a folder, because a folder can be copied into itself repeatedly. */
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
      const runCopy: string[] = [];
      for (const [to, from] of copies) {
        if (runCopy.length < COPIED_LIMIT) runCopy.push(...copiedBelow(folder, to, from, repository));
      }
      const own = isMachinePath(folder) ? [] : repository.below(folder);
      return distinct([...own, ...runCopy, ...written().filter((path) => isBelow(path, folder))]);
    },
    named: (name) => distinct([...repository.named(name), ...written().filter((path) => baseName(path) === name)]),
  };
}

/** The repository path of what was last copied to `path`. */
export function originOf(copies: ReadonlyMap<string, string>, path: string): string | undefined {
  let origin: string | undefined;
  for (const [to, from] of copies) if (path === to || isBelow(path, to)) origin = rebasePath(path, to, from);
  return origin;
}

/** The files in `folder` that exist because `from` was copied to `to`. */
function copiedBelow(folder: string, to: string, from: string, repository: Files): readonly string[] {
  const isInside = isBelow(folder, to);
  if (!isInside && to !== folder && !isBelow(to, folder)) return [];
  const paths = repository.below(isInside ? rebasePath(folder, to, from) : from);
  return paths.slice(0, COPIED_LIMIT).map((path) => rebasePath(path, from, to));
}

/** Replaces the parent folder `from` in a path with `to`. */
export function rebasePath(path: string, from: string, to: string): string {
  const rest = path.slice(from === "" || from.endsWith("/") ? from.length : from.length + 1);
  return to === "" || rest === "" ? `${to}${rest}` : `${to.replace(/\/$/, "")}/${rest}`;
}

export function isBelow(path: string, folder: string): boolean {
  return folder === "" ? !isMachinePath(path) : path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

function distinct(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)];
}
