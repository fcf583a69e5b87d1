// Walks the scanned folder by the rules of Trivy (0.70, pkg/fanal/walker and pkg/fanal/analyzer/secret) to count the files it covers, because
// its report lists only files with findings. Trivy silently ignores links below the root.
import { lstat, readdir, realpath } from "node:fs/promises";
import { join, matchesGlob } from "node:path";
import { isWithin, type ScanRoot } from "./scan-root.ts";

export type WalkResult = {
  /** Number of files that the secret scanner may read. */
  readonly files: number;
  /** Links that point outside the root or are broken, so that their targets are not scanned. Relative to the root. */
  readonly unfollowed: readonly string[];
};

export async function walk(root: ScanRoot, skipDirs: readonly string[]): Promise<WalkResult> {
  if (root.kind === "file") return { files: (await mayContainSecret(root.path, "")) ? 1 : 0, unfollowed: [] };
  const skipped = skipDirs.map((folder) => join(".", folder).replace(/\/+$/, ""));
  let files = 0;
  const unfollowed: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(join(root.path, folder))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!isSkipped(path, entry.name, folder === "", skipped)) folders.push(path);
      } else if (entry.isSymbolicLink()) {
        if (!(await pointsInside(join(root.path, path), root.path))) unfollowed.push(path);
      } else if (entry.isFile() && (await mayContainSecret(join(root.path, path), folder))) files += 1;
    }
  }
  return { files, unfollowed: unfollowed.sort() };
}

/** Trivy silently skips folders that it cannot read. */
async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}

function isSkipped(path: string, name: string, atTop: boolean, skipped: readonly string[]): boolean {
  if (name === ".git" || (atTop && ["dev", "proc", "sys"].includes(name))) return true;
  return skipped.some((pattern) => path === pattern || matchesGlob(path, pattern));
}

const LOCK_FILES = [
  ...["go.mod", "go.sum", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "Pipfile.lock", "Gemfile.lock"],
];
const BINARY_EXTENSIONS = /\.(?:jpg|png|gif|doc|pdf|bin|svg|socket|deb|rpm|zip|gz|gzip|tar)$/;
const MIN_BYTES = 10;

async function mayContainSecret(path: string, folder: string): Promise<boolean> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (folder.split("/").includes("node_modules") || LOCK_FILES.includes(name) || BINARY_EXTENSIONS.test(name))
    return false;
  const { size } = await lstat(path).catch(() => ({ size: 0 }));
  return size >= MIN_BYTES;
}

async function pointsInside(link: string, root: string): Promise<boolean> {
  return realpath(link).then(
    (target) => isWithin(target, root),
    () => false,
  );
}
