// Which files of the workspace are to be checked. Loads nothing but what listing takes: a step with nothing to read starts fast.
import { glob, lstat } from "node:fs/promises";
import { join, sep } from "node:path";

/**
 * Files that a pattern names or matches, as paths from `workspace` with forward slashes, sorted, each once. A pattern that
 * exactly names a file stands for that file even if it holds a glob's characters. Symbolic links are left out, as GitHub does.
 */
export async function matchingFiles(workspace: string, patterns: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    if (await isFile(join(workspace, pattern))) {
      found.add(pattern);
      continue;
    }
    for await (const path of glob(pattern, { cwd: workspace })) {
      if (await isFile(join(workspace, path))) found.add(path);
    }
  }
  return [...new Set([...found].map((path) => path.replace(/^\.\//, "").replaceAll(sep, "/")))].sort();
}

async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
