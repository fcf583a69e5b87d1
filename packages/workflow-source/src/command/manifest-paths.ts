// Finds the files and folders of the repository that a path of `kubectl -f` or `-k` means: patterns, and paths of which only a run
// knows a part (`k8s/<input>/app.yaml`), mean several. On another machine, or where the folder is not known, it is what has that name.
import { isLiteral, meaningOf } from "../value/mark.ts";
import { isElsewhere, type Surroundings } from "./locate.ts";
import { joinPath, pathFrom } from "./path.ts";

/** Paths of files, none where the repository holds no such file or it isn't clear which. */
export function filesAt(path: string, around: Surroundings): readonly string[] {
  const { files } = around;
  return find(path, around, {
    exists: (file) => files.read(file) !== undefined,
    all: (folder) => files.below(folder),
    named: (name) => files.named(name),
  });
}

/** The same for folders; one exists where a file is below it. */
export function foldersAt(path: string, around: Surroundings): readonly string[] {
  const { files } = around;
  const foldersBelow = (folder: string): readonly string[] => [...new Set(files.below(folder).flatMap(foldersOf))];
  return find(path, around, {
    exists: (folder) => files.below(folder).length > 0,
    all: foldersBelow,
    named: (name) => foldersBelow("").filter((folder) => folder === name || folder.endsWith(`/${name}`)),
  });
}

/** `exists` and `all` take paths from the root; `named` gives those that end in this name. */
type Kind = {
  exists(path: string): boolean;
  all(folder: string): readonly string[];
  named(name: string): readonly string[];
};

const WILD = /[*?\u{f0000}-\u{f01ff}]/u;
const EVERY_WILD = /[*?\u{f0000}-\u{f01ff}]/gu;
/** Wild places in one path; more would make a slow pattern, and mean anything. */
const WILD_LIMIT = 4;

function find(path: string, around: Surroundings, kind: Kind): readonly string[] {
  const here = pathFrom(around, path);
  if (here !== undefined && kind.exists(here)) return [here];
  const startsOpen = meaningOf(String.fromCodePoint(path.codePointAt(0) ?? 0));
  if (!isElsewhere(around) && startsOpen === undefined && !/^[/~]/.test(path)) {
    const segments = `${around.directory ?? ""}/${path}`.split("/");
    const firstWild = segments.findIndex((segment) => WILD.test(segment));
    if (firstWild === -1) return [];
    const folder = joinPath("", segments.slice(0, firstWild).join("/").replace(/^\/+/, ""));
    return folder === undefined ? [] : matching(folder, segments.slice(firstWild), kind);
  }
  // What an input or a secret begins is not a folder of the machine: the caller's own files could stand there.
  if (startsOpen !== undefined && DECIDED.has(startsOpen.kind)) return [];
  const segments = (here ?? path).split("/").filter((segment) => !/^(?:\.{0,2}|~)$/.test(segment));
  return nearest(segments.slice(segments.findLastIndex((segment) => !isLiteral(segment)) + 1), kind);
}

const DECIDED: ReadonlySet<string> = new Set(["input", "output", "secret"]);

/** Of what ends as the path does, for as many names as can be had, the only one or the one at the root. */
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

/** Paths under `folder` for which the segments, some of them wild, can stand. */
function matching(folder: string, segments: readonly string[], kind: Kind): readonly string[] {
  const pattern = (folder === "" ? segments : [folder, ...segments]).filter((segment) => segment !== "").join("/");
  if ((pattern.match(EVERY_WILD)?.length ?? 0) > WILD_LIMIT) return [];
  const literals = pattern.split(EVERY_WILD).map((literal) => literal.replace(/[.+^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${literals.join("[^/]*")}$`);
  return kind.all(folder).filter((path) => expression.test(path));
}

/** The folders above a path, without the root. */
function foldersOf(path: string): readonly string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
}
