// Finds the repository files and folders that a path of `kubectl -f` or `-k` refers to. Patterns, and paths with parts known only at run
// time (`k8s/<input>/app.yaml`), can match several. On another machine, or in an unknown folder, they are looked up by name.
import { isLiteral, meaningOf } from "../value/mark.ts";
import { type CommandLocation, isOutsideRepository } from "./locate.ts";
import { joinPath, pathFrom } from "./path.ts";

/** File paths; empty if the repository has no such file or it is ambiguous. */
export function filesAt(path: string, around: CommandLocation): readonly string[] {
  const { files } = around;
  return find(path, around, {
    exists: (file) => files.read(file) !== undefined,
    all: (folder) => files.below(folder),
    named: (name) => files.named(name),
  });
}

/** The same for folders. A folder exists if there is a file below it. */
export function foldersAt(path: string, around: CommandLocation): readonly string[] {
  const { files } = around;
  const foldersBelow = (folder: string): readonly string[] => [...new Set(files.below(folder).flatMap(foldersOf))];
  return find(path, around, {
    exists: (folder) => files.below(folder).length > 0,
    all: foldersBelow,
    named: (name) => foldersBelow("").filter((folder) => folder === name || folder.endsWith(`/${name}`)),
  });
}

/** `exists` and `all` take paths relative to the root; `named` returns the paths that end in this name. */
type Kind = {
  exists(path: string): boolean;
  all(folder: string): readonly string[];
  named(name: string): readonly string[];
};

const WILD = /[*?\u{f0000}-\u{f01ff}]/u;
const EVERY_WILD = /[*?\u{f0000}-\u{f01ff}]/gu;
/** Maximum number of wildcards in a path; more would make a slow pattern that matches almost anything. */
const WILD_LIMIT = 4;

function find(path: string, around: CommandLocation, kind: Kind): readonly string[] {
  const here = pathFrom(around, path);
  if (here !== undefined && kind.exists(here)) return [here];
  const startsOpen = meaningOf(String.fromCodePoint(path.codePointAt(0) ?? 0));
  if (!isOutsideRepository(around) && startsOpen === undefined && !/^[/~]/.test(path)) {
    const segments = `${around.directory ?? ""}/${path}`.split("/");
    const firstWild = segments.findIndex((segment) => WILD.test(segment));
    if (firstWild === -1) return [];
    const folder = joinPath("", segments.slice(0, firstWild).join("/").replace(/^\/+/, ""));
    return folder === undefined ? [] : matching(folder, segments.slice(firstWild), kind);
  }
  // A path that starts with an input or a secret does not name a folder of the machine; it may refer to the caller's own files.
  if (startsOpen !== undefined && DECIDED.has(startsOpen.kind)) return [];
  const segments = (here ?? path).split("/").filter((segment) => !/^(?:\.{0,2}|~)$/.test(segment));
  return nearest(segments.slice(segments.findLastIndex((segment) => !isLiteral(segment)) + 1), kind);
}

const DECIDED: ReadonlySet<string> = new Set(["input", "output", "secret"]);

/** Among the paths with the longest matching ending, the only one, or the one at the root. */
function nearest(segments: readonly string[], kind: Kind): readonly string[] {
  const name = segments.at(-1);
  if (name === undefined || WILD.test(name)) return [];
  const candidates = kind.named(name);
  for (let from = 0; from < segments.length; from++) {
    const end = segments.slice(from).join("/");
    const found = candidates.filter((path) => path === end || path.endsWith(`/${end}`));
    if (found.length === 1) return found;
    if (found.length > 1) return found.includes(end) ? [end] : [];
  }
  return [];
}

/** Paths under `folder` that match the segments, some of which contain wildcards. */
function matching(folder: string, segments: readonly string[], kind: Kind): readonly string[] {
  const pattern = (folder === "" ? segments : [folder, ...segments]).filter((segment) => segment !== "").join("/");
  if ((pattern.match(EVERY_WILD)?.length ?? 0) > WILD_LIMIT) return [];
  const literals = pattern.split(EVERY_WILD).map((literal) => literal.replace(/[.+^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${literals.join("[^/]*")}$`);
  return kind.all(folder).filter((path) => expression.test(path));
}

/** The parent folders of a path, except the root. */
function foldersOf(path: string): readonly string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}
