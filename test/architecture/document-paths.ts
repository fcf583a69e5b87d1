// The paths of this repository that a document names in backticks, and whether they exist.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "./files.ts";

const root = join(import.meta.dirname, "..", "..");
const PATH = /`((?:actions|apps|dist|docs|examples|packages|scripts|test|\.github)\/[\w./<>-]*)`/g;

/** As written, in their order. A path may have placeholders, such as `actions/<name>/README.md`. */
export function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(PATH)].map(([, path = ""]) => path);
}

/** A path with placeholders exists where any file or folder matches it; a placeholder matches a part of one name. */
export function pathExists(path: string): boolean {
  const first = path.indexOf("<");
  if (first === -1) return existsSync(join(root, path));
  const folder = path.slice(0, path.lastIndexOf("/", first));
  const literal = path.split(/<[^<>]*>/).map((part) => part.replaceAll(/[.-]/g, "\\$&"));
  const pattern = new RegExp(`^${literal.join("[^/]+")}${path.endsWith("/") ? "" : "(?:/|$)"}`);
  return filesBelow(folder, pattern).length > 0;
}
