// Compares a release tree with a folder, and makes the folder equal to it: writes only differing files and removes all others.
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Tree, TreeFile } from "./tree.ts";

export interface Difference {
  readonly path: string;
  readonly kind: "missing" | "differs" | "superfluous";
}

/** Sorted by path. A missing folder counts as empty. */
export async function differences(tree: Tree, folder: string): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const [path, file] of tree) {
    const kind = await compare(join(folder, path), file);
    if (kind !== undefined) found.push({ path, kind });
  }
  for (const path of await filesOf(folder)) {
    if (!tree.has(path)) found.push({ path, kind: "superfluous" });
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function compare(path: string, { bytes, executable }: TreeFile): Promise<"missing" | "differs" | undefined> {
  const there = await readFile(path).catch(() => undefined);
  if (there === undefined) return "missing";
  const sameMode = process.platform === "win32" || (((await stat(path)).mode & 0o100) !== 0) === executable;
  return there.equals(bytes) && sameMode ? undefined : "differs";
}

export async function writeTree(tree: Tree, folder: string): Promise<Difference[]> {
  const changes = await differences(tree, folder);
  for (const { path } of changes) {
    const file = tree.get(path);
    const at = join(folder, path);
    if (file === undefined) await rm(at);
    else {
      await mkdir(dirname(at), { recursive: true });
      await writeFile(at, file.bytes);
      await chmod(at, file.executable ? 0o755 : 0o644);
    }
  }
  await removeEmpty(folder);
  return changes;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((each) => !each.isDirectory())
    .map((each) =>
      join(each.parentPath, each.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}

async function removeEmpty(folder: string): Promise<boolean> {
  let empty = true;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const gone = entry.isDirectory() && (await removeEmpty(join(folder, entry.name)));
    if (gone) await rm(join(folder, entry.name), { recursive: true });
    else empty = false;
  }
  return empty;
}
