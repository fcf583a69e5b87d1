// Which files a deploy may read because a file of the checkout names them. The checkout's author chooses these names and can put links there, so
// links must stay inside the checkout, and only regular files are opened. A file elsewhere on the machine is used only under its full name, as
// for a mount, where everybody who reads the compose file sees it.
import { closeSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { composeFileError } from "@deploy-actions/runtime";
import { FileError, isNamedWithin, openRegularFile, readRegularFile, realPath } from "@deploy-actions/untrusted/file";

/** In bytes. */
const MAX_COMPOSE_FILE = 4 * 1024 * 1024;
const MAX_VALUES_FILE = 1024 * 1024;

export type ReadableFiles = {
  /** The text of a compose file. Throws RuntimeError "compose". */
  readonly composeFile: (path: string, by: string) => string;
  /** Whether this compose file exists; throws RuntimeError "compose" if it must not be read. */
  readonly isThere: (named: string, base: string, by: string) => boolean;
  /** Throws RuntimeError "compose" if Compose must not be let open this file. A missing file is left to Compose. */
  readonly checkValues: (named: string, base: string, by: string) => void;
  /** The folders in which links must stay. */
  readonly roots: readonly string[];
};

/**
 * `path`: the compose file of the input; `checkout`: absolute folders. For a compose file outside the checkout, which the workflow's author
 * named, the folder that it really is in counts too.
 */
export function readableFiles(path: string, checkout: readonly string[]): ReadableFiles {
  const roots = rootsOf(path, checkout);
  const rootsFor = (file: string): readonly string[] | undefined => (isNamedWithin(file, roots) ? roots : undefined);
  const open = (named: string, base: string, by: string, maxBytes: number): boolean => {
    const file = pathOf(named, base);
    const inside = rootsFor(file);
    if (inside === undefined && !isAbsolute(named) && !named.startsWith("~")) {
      throw composeFileError(
        `${by} names ${named}, which is outside ${roots.join(" and ")}.`,
        "Put the file into the checkout, or use its absolute path on the machine.",
      );
    }
    try {
      const { fd, stats } = openRegularFile(file, inside);
      closeSync(fd);
      if (stats.size > maxBytes)
        throw new FileError("too-large", file, `has ${stats.size} bytes`, "Use a smaller file.");
      return true;
    } catch (error) {
      if (error instanceof FileError && isMissing(error)) return false;
      throw refused(error, by);
    }
  };
  return {
    roots,
    composeFile: (file, by) => {
      try {
        const { bytes } = readRegularFile(file, { maxBytes: MAX_COMPOSE_FILE, roots: rootsFor(file) });
        return bytes.toString("utf8");
      } catch (error) {
        throw refused(error, by);
      }
    },
    isThere: (named, base, by) => open(named, base, by, MAX_COMPOSE_FILE),
    checkValues: (named, base, by) => void open(named, base, by, MAX_VALUES_FILE),
  };
}

/** As Compose resolves it: `~` is the user's home folder, even in `~x` (compose-go, paths/home.go). */
export function pathOf(named: string, base: string): string {
  return named.startsWith("~") ? join(homedir(), named.slice(1)) : resolve(base, named);
}

function rootsOf(path: string, checkout: readonly string[]): readonly string[] {
  return isNamedWithin(path, checkout) ? checkout : [dirname(path), dirname(realOrSame(path)), ...checkout];
}

function realOrSame(path: string): string {
  try {
    return realPath(path);
  } catch {
    return path;
  }
}

/** Compose reports a missing or unreadable file itself, if it needs it. */
function isMissing({ reason }: FileError): boolean {
  return reason === "missing" || reason === "unreadable";
}

function refused(error: unknown, by: string): unknown {
  if (!(error instanceof FileError)) return error;
  return composeFileError(`${error.path}, named by ${by}, ${error.why}.`, error.next);
}
