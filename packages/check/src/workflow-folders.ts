// Finds what stands in a workflow folder under the name of a workflow but is not checked as one: a link that leads out of the repository or
// nowhere, a pipe, a folder that cannot be listed, a name in another case.
import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { FILE_START, type SourceProblem } from "@deploy-actions/workflow";

const FOLDERS = [".github", ".gitea", ".forgejo"].map((home) => `${home}/workflows`);

/** `checked` are the paths of the workflows that are checked; the folders without any of them are looked at too. */
export function uncheckedWorkflows(root: string, checked: readonly string[]): readonly SourceProblem[] {
  const known = new Set(checked);
  return FOLDERS.flatMap((folder) =>
    entriesIn(root, folder).flatMap(({ path, why }) =>
      known.has(path) ? [] : [{ path, range: FILE_START, message: `${why}, so it was not checked.` }],
    ),
  );
}

type Unchecked = { readonly path: string; readonly why: string };

function entriesIn(root: string, folder: string): readonly Unchecked[] {
  const stats = lstatSync(join(root, folder), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (stats.isSymbolicLink() && !leadsInside(root, folder))
    return [{ path: folder, why: "This folder is a link that leads out of the repository or nowhere" }];
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      const why = /\.ya?ml$/i.test(entry.name) ? whyUnchecked(root, path, entry) : undefined;
      return why === undefined ? [] : [{ path, why }];
    });
  } catch {
    return [{ path: folder, why: "This folder cannot be listed" }];
  }
}

function whyUnchecked(root: string, path: string, entry: Dirent): string | undefined {
  if (entry.isDirectory()) return undefined;
  if (entry.isSymbolicLink())
    return leadsInside(root, path) ? undefined : "This is a link that leads out of the repository or nowhere";
  if (!entry.isFile()) return "This is not a regular file";
  return /\.ya?ml$/.test(entry.name) ? undefined : "This file's name does not end in .yml or .yaml in lower case";
}

function leadsInside(root: string, path: string): boolean {
  try {
    const target = realpathSync.native(join(root, path));
    const stats = statSync(target);
    return (stats.isFile() || stats.isDirectory()) && target.startsWith(realpathSync.native(root) + sep);
  } catch {
    return false;
  }
}
