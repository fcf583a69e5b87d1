// The files of this repository that the architecture tests look at, read from disk so that they also hold for what is not committed yet.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** Built, installed or not ours. `dist` holds copies of what is checked at its source. */
const PASSED_OVER = new Set(["node_modules", ".git", "build", "dist", "coverage"]);

/** Text of a file, from the repository's root. */
export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Every file below `folder` (from the root, forward slashes) whose path matches; none where the folder is missing. */
export function filesBelow(folder: string, wanted: RegExp): string[] {
  return entries(folder).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return PASSED_OVER.has(entry.name) ? [] : filesBelow(path, wanted);
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
