// Paths as a script names them, from the repository's root; and the repository's files with what the script wrote laid over them.
import type { Files } from "../deploy/files.ts";
import { isLiteral } from "../value/mark.ts";
import type { Scope } from "./scope.ts";

/** Where the runner checks the repository out; what `$GITHUB_WORKSPACE` is here. */
export const WORKSPACE = "/github/workspace";

/** The path from the root, or undefined where it leads out of the repository or nobody knows. */
export function resolvePath(directory: string | undefined, path: string): string | undefined {
  if (!isLiteral(path) || path.includes("\0")) return undefined;
  const inside =
    path === WORKSPACE ? "" : path.startsWith(`${WORKSPACE}/`) ? path.slice(WORKSPACE.length + 1) : undefined;
  if (inside === undefined && (path.startsWith("/") || path.startsWith("~"))) return undefined;
  if (inside === undefined && directory === undefined) return undefined;
  const parts: string[] = [];
  for (const part of `${inside === undefined ? directory : ""}/${inside ?? path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

/**
 * The name under which a file that a script writes is kept. On a host, and in a folder that isn't known, nobody can say where it is:
 * there the repository's file of that name is the best guess for what it takes the place of.
 */
export function writtenPath(directory: string | undefined, path: string): string | undefined {
  const resolved = resolvePath(directory, path);
  if (resolved !== undefined) return resolved;
  if (!isLiteral(path)) return /(?:^|\/)([\w.-]+)$/.exec(path)?.[1];
  return path.startsWith("/") || path.startsWith("~") ? path.slice(path.lastIndexOf("/") + 1) : resolvePath("", path);
}

/** The repository as the script sees it. */
export function filesOf(scope: Scope, repository: Files): Files {
  const { files } = scope;
  if (files.size === 0) return repository;
  const written = [...files.keys()];
  return {
    read: (path) => files.get(path) ?? repository.read(path),
    below: (folder) => distinct([...repository.below(folder), ...written.filter((path) => isBelow(path, folder))]),
    named: (name) => distinct([...repository.named(name), ...written.filter((path) => baseName(path) === name)]),
  };
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function distinct(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)];
}
