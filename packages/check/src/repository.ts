// Reads a repository's files from disk: synchronously, each file once, and never outside its root. Files are opened only on demand; the
// tree is walked when a file is first looked up by name or folder.
import {
  closeSync,
  type Dirent,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from "node:fs";
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
  /** What was looked for so far and exists but could not be read, other than programs, and folders that were not searched completely. */
  gaps(): readonly SourceProblem[];
};

/** Maximum number of files and folders visited; those nearest to the root come first. Large monorepos stay below it. */
const WALK_LIMIT = 50_000;
const SKIPPED = new Set([".git", "node_modules"]);

type Reading =
  | { readonly text: string; readonly template: Template }
  | { readonly problem: SourceProblem; readonly isGap?: boolean };

/** Files of these kinds can deploy something; others may be programs, which are not text. */
const TEXTUAL = /\.(?:ya?ml|json|sh|bash|env|tpl)$/i;

export function openRepository(root: string): Repository {
  const base = realPath(root) ?? root;
  const readings = new Map<string, Reading>();
  const walks = new Map<string, readonly string[]>();
  const folders = new Map<string, string | undefined>();
  const unsearched = new Map<string, SourceProblem>();
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
    const known = walks.get(folder) ?? walk(base, folder, (problem) => void unsearched.set(problem.path, problem));
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
    gaps() {
      const unread = [...readings.values()].flatMap((one) =>
        "problem" in one && one.isGap === true ? one.problem : [],
      );
      return [...unread, ...unsearched.values()];
    },
  };
}

function readingOf(base: string, path: string, realFolder: (folder: string) => string | undefined): Reading {
  const problem = (message: string): Reading => ({ problem: { path, range: FILE_START, message } });
  const gap = (message: string): Reading => ({ ...problem(message), isGap: TEXTUAL.test(path) && isBelow(base, path) });
  if (path.includes("\0")) return problem("This is not a valid file name.");
  const file = realFile(join(base, path), realFolder);
  if (file === undefined)
    return statsOf(join(base, path)) === undefined
      ? problem("This file does not exist.")
      : gap("This is a link that leads nowhere.");
  if (!file.startsWith(base + sep)) return gap("This path is outside the repository, so it is not read.");
  try {
    const stats = statSync(file);
    if (stats.isDirectory()) return problem("This is not a file.");
    // Reading a pipe or device would block.
    if (!stats.isFile()) return gap("This is not a file.");
    if (stats.size > SIZE_LIMIT) {
      const large = gap(sizeMessage(stats.size));
      return isScript(file) ? { ...large, isGap: true } : large;
    }
    const decoded = decodeSource(path, readFileSync(file));
    return decoded.ok
      ? { text: decoded.file.text, template: templateOfFile(decoded.file) }
      : { problem: decoded.problem, isGap: TEXTUAL.test(path) };
  } catch (error) {
    return gap(`This file cannot be read (${codeOf(error)}), so what it deploys is not known.`);
  }
}

/** A text that names its interpreter, unlike a program. */
function isScript(file: string): boolean {
  const start = Buffer.alloc(2);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  return start.toString("latin1") === "#!";
}

function isBelow(base: string, path: string): boolean {
  return join(base, path).startsWith(base + sep);
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
function walk(base: string, top: string, onGap: (problem: SourceProblem) => void): readonly string[] {
  const found: string[] = [];
  const folder = realPath(join(base, top));
  if (folder === undefined || !`${folder}${sep}`.startsWith(base + sep)) return [];
  let level = [top];
  for (let seen = 0; level.length > 0; ) {
    const files: string[] = [];
    const deeper: string[] = [];
    for (const folder of level) {
      const entries = entriesOf(join(base, folder));
      if (entries === undefined) {
        onGap({
          path: folder,
          range: FILE_START,
          message: "This folder cannot be listed, so its files were not found.",
        });
        continue;
      }
      for (const entry of entries) {
        seen += 1;
        if (seen > WALK_LIMIT) {
          onGap(overfull(top));
          return [...found, ...files.toSorted()];
        }
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

function overfull(top: string): SourceProblem {
  const message = `There are more than ${WALK_LIMIT} files and folders here; files beyond them are only found by their full names.`;
  return { path: top === "" ? "." : top, range: FILE_START, message };
}

function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return undefined;
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
