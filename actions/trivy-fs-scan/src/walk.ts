// Walks through what is scanned by the rules of Trivy (0.70, pkg/fanal/walker and pkg/fanal/analyzer/secret), to know what it looks at:
// its report names only files in which it found something. Trivy follows no link below the root, and says nothing of it.
import { lstat, readdir, realpath } from "node:fs/promises";
import { join, matchesGlob } from "node:path";
import { isWithin, type ScanRoot } from "./scan-root.ts";

export type Walked = {
  /** Files that the secret scanner may look at. */
  readonly files: number;
  /** Links that lead out of what is scanned, or nowhere: nobody looks at what is behind them. Relative to the root. */
  readonly unfollowed: readonly string[];
};

export async function walk(root: ScanRoot, skipDirs: readonly string[]): Promise<Walked> {
  if (root.kind === "file") return { files: (await mayHoldSecret(root.path, "")) ? 1 : 0, unfollowed: [] };
  const skipped = skipDirs.map((folder) => join(".", folder).replace(/\/+$/, ""));
  let files = 0;
  const unfollowed: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(join(root.path, folder))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!isLeftOut(path, entry.name, folder === "", skipped)) folders.push(path);
      } else if (entry.isSymbolicLink()) {
        if (!(await leadsInside(join(root.path, path), root.path))) unfollowed.push(path);
      } else if (entry.isFile() && (await mayHoldSecret(join(root.path, path), folder))) files += 1;
    }
  }
  return { files, unfollowed: unfollowed.sort() };
}

/** Trivy passes over what it may not read, without a word. */
async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function isLeftOut(path: string, name: string, atTop: boolean, skipped: readonly string[]): boolean {
  if (name === ".git" || (atTop && ["dev", "proc", "sys"].includes(name))) return true;
  return skipped.some((pattern) => path === pattern || matchesGlob(path, pattern));
}

const LOCK_FILES = [
  ...["go.mod", "go.sum", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "Pipfile.lock", "Gemfile.lock"],
];
const NOT_TEXT = /\.(?:jpg|png|gif|doc|pdf|bin|svg|socket|deb|rpm|zip|gz|gzip|tar)$/;
const LEAST_BYTES = 10;

async function mayHoldSecret(path: string, folder: string): Promise<boolean> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (folder.split("/").includes("node_modules") || LOCK_FILES.includes(name) || NOT_TEXT.test(name)) return false;
  const { size } = await lstat(path).catch(() => ({ size: 0 }));
  return size >= LEAST_BYTES;
}

async function leadsInside(link: string, root: string): Promise<boolean> {
  return realpath(link).then(
    (target) => isWithin(target, root),
    () => false,
  );
}
