// Reads a repository's files from disk: synchronously, each file once, and never outside its root. Files are opened only on demand; the
// tree is walked when a file is first looked up by name or folder.
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, posix, sep } from "node:path";
import {
  decodeSource,
  FILE_START,
  type Files,
  SIZE_LIMIT,
  type SourceProblem,
  sizeMessage,
  type Template,
  templateOfFile,
} from "@deploy-actions/workflow";

/** Paths are relative to the root, with `/`. A file's content is fixed when it is first read. */
export type Repository = Files & {
  /** The complete text of a file without its byte order mark; undefined if {@link Files.read} returns nothing. */
  text(path: string): string | undefined;
  /** Why a file cannot be read as text; undefined if it can. */
  problem(path: string): SourceProblem | undefined;
};

/** Maximum number of files and folders visited; those nearest to the root come first. Large monorepos stay below it. */
const WALK_LIMIT = 50_000;
const SKIPPED = new Set([".git", "node_modules"]);

type Reading = { readonly text: string; readonly template: Template } | { readonly problem: SourceProblem };

export function openRepository(root: string): Repository {
  const base = realPath(root) ?? root;
  const readings = new Map<string, Reading>();
  const walks = new Map<string, readonly string[]>();
  const folders = new Map<string, string | undefined>();
  let names: ReadonlyMap<string, readonly string[]> | undefined;

  const reading = (path: string): Reading => {
    const known = readings.get(path);
    if (known !== undefined) return known;
    const fresh = readingOf(base, path, realFolder);
    readings.set(path, fresh);
    return fresh;
  };
  /** Caches folders, because many files are looked up in the same folder and most of them do not exist. */
  const realFolder = (folder: string): string | undefined => {
    if (!folders.has(folder)) folders.set(folder, realPath(folder));
    return folders.get(folder);
  };
  const filesIn = (folder: string): readonly string[] => {
    const known = walks.get(folder) ?? walk(base, folder);
    walks.set(folder, known);
    return known;
  };
  return {
    read(path) {
      const known = reading(path);
      return "template" in known ? known.template : undefined;
    },
    text(path) {
      const known = reading(path);
      return "text" in known ? known.text : undefined;
    },
    problem(path) {
      const known = reading(path);
      return "problem" in known ? known.problem : undefined;
    },
    below(folder) {
      const path = posix.join(folder, ".");
      return filesIn(path === "." ? "" : path).toSorted();
    },
    named(name) {
      names ??= Map.groupBy(filesIn(""), (path) => posix.basename(path));
      return names.get(name) ?? [];
    },
  };
}

function readingOf(base: string, path: string, realFolder: (folder: string) => string | undefined): Reading {
  const problem = (message: string): Reading => ({ problem: { path, range: FILE_START, message } });
  if (path.includes("\0")) return problem("This is not a valid file name.");
  const file = realFile(join(base, path), realFolder);
  if (file === undefined) return problem("This file does not exist.");
  if (!file.startsWith(base + sep)) return problem("This path is outside the repository, so it is not read.");
  try {
    const stats = statSync(file);
    // Reading a pipe or device would block.
    if (!stats.isFile()) return problem("This is not a file.");
    if (stats.size > SIZE_LIMIT) return problem(sizeMessage(stats.size));
    const decoded = decodeSource(path, readFileSync(file));
    return decoded.ok
      ? { text: decoded.file.text, template: templateOfFile(decoded.file) }
      : { problem: decoded.problem };
  } catch (error) {
    return problem(`This file cannot be read (${codeOf(error)}), so what it deploys is not known.`);
  }
}

function realFile(path: string, realFolder: (folder: string) => string | undefined): string | undefined {
  const folder = realFolder(dirname(path));
  if (folder === undefined) return undefined;
  const file = join(folder, basename(path));
  const stats = statsOf(file);
  return stats?.isSymbolicLink() ? realPath(file) : stats && file;
}

/**
 * The files in a folder inside the root, breadth first: nearest first, then by path. Symbolic links are skipped, because their targets are
 * elsewhere in the tree or outside it.
 */
function walk(base: string, top: string): readonly string[] {
  const found: string[] = [];
  const folder = realPath(join(base, top));
  if (folder === undefined || !`${folder}${sep}`.startsWith(base + sep)) return [];
  let level = [top];
  for (let seen = 0; level.length > 0; ) {
    const files: string[] = [];
    const deeper: string[] = [];
    for (const folder of level) {
      for (const entry of entriesOf(join(base, folder))) {
        seen += 1;
        if (seen > WALK_LIMIT) return [...found, ...files.toSorted()];
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isFile()) files.push(path);
        else if (entry.isDirectory() && !SKIPPED.has(entry.name)) deeper.push(path);
      }
    }
    for (const path of files.toSorted()) found.push(path);
    level = deeper;
  }
  return found;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
