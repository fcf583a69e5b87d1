// Which files of the workspace are to be checked. A glob is matched here, segment by segment: Node's own loads a library that
// costs more than the rest of a step that has nothing to read, and so does node:fs/promises.
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Files that a pattern names or matches, as paths from `workspace` with forward slashes, sorted, each once. `*` and `?` stay within
 * a folder and match no leading dot; `**` is any number of folders. A pattern that exactly names a file stands for that file.
 * Symbolic links are left out, as GitHub leaves them.
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

/** The path itself where the pattern ends with it, else what the rest of the pattern matches below. */
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
