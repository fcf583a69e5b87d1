// The files of this repository that the architecture tests look at, read from disk so that the tests also cover files that are not committed yet.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** Built or installed. `dist` holds copies of what is checked at its source. */
const SKIPPED = /(?:^|\/)(?:node_modules|\.git|dist)$|^(?:build|coverage)$/;

/** Text of a file, from the repository's root. */
export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Every file below `folder` (from the root, forward slashes) whose path matches; none where the folder is missing. */
export function filesBelow(folder: string, wanted: RegExp): string[] {
  return entries(folder).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.test(path) ? [] : filesBelow(path, wanted);
    return wanted.test(path) ? [path] : [];
  });
}

/** Names of the folders directly in `folder`. */
export function foldersIn(folder: string): string[] {
  return entries(folder).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

function entries(folder: string) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
}
