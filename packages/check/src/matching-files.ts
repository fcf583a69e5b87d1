// Finds the files to check. Globs are matched here, segment by segment: Node's own implementation loads a library that takes longer than
// the rest of a step with nothing to read, and so does node:fs/promises.
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Files that a pattern names or matches, as sorted, distinct paths relative to `workspace` with forward slashes. `*` and `?` stay within a
 * folder and do not match a leading dot; `**` matches any number of folders. A pattern that is the exact name of a file matches that file.
 * Symbolic links are skipped, as GitHub does.
 */
export function matchingFiles(workspace: string, patterns: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const segments = pattern.split(/[\\/]/).filter((segment) => segment !== "" && segment !== ".");
    const named = segments.join("/");
    if (isFile(join(workspace, named))) found.add(named);
    else for (const path of matches(workspace, "", segments)) found.add(path);
  }
  return [...found].sort();
}

function* matches(workspace: string, folder: string, segments: readonly string[]): Generator<string> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  if (segment === "**") yield* matches(workspace, folder, rest);
  else if (!/[*?]/.test(segment)) return yield* take(workspace, below(folder, segment), rest);
  const wanted = segment === "**" ? /^(?!\.git$|node_modules$)/ : expression(segment);
  for (const entry of entriesOf(join(workspace, folder))) {
    if (!wanted.test(entry.name)) continue;
    const path = below(folder, entry.name);
    if (segment === "**" && entry.isDirectory()) yield* matches(workspace, path, segments);
    else if (segment !== "**") yield* take(workspace, path, rest);
  }
}

/** The path itself at the end of the pattern, otherwise the files below it that match the rest. */
function* take(workspace: string, path: string, rest: readonly string[]): Generator<string> {
  if (rest.length > 0) yield* matches(workspace, path, rest);
  else if (isFile(join(workspace, path))) yield path;
}

function expression(segment: string): RegExp {
  const body = segment
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(segment.startsWith(".") ? `^${body}$` : `^(?!\\.)${body}$`);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

function below(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
