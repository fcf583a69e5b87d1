// Checks the paths in trivyignore and skip-dirs before the scan.
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Log } from "@deploy-actions/contract";
import { badPath } from "./scan-error.ts";
import type { ScanRoot } from "./scan-root.ts";
import { isPattern } from "./skip-dirs.ts";

/** The absolute path of the ignore file, or undefined when none is configured and the working directory has none. Throws ScanError "bad-path". */
export async function ignoreFile(given: string | undefined, log: Log): Promise<string | undefined> {
  const path = resolve(given ?? ".trivyignore");
  if ((await kindOf(path)) === "file") {
    log.info(`Findings listed in ${path} are ignored.`);
    return path;
  }
  if (given === undefined) return undefined;
  throw badPath(`Input \`trivyignore\`: the file ${path} does not exist.`, "Correct the path, or omit the input.");
}

/** Reports missing folders in skip-dirs and folders that Trivy skips by default. */
export async function warnAboutSkippedFolders(
  { path: root, kind }: ScanRoot,
  skipDirs: readonly string[],
  log: Log,
): Promise<void> {
  if (kind !== "folder") return;
  for (const folder of skipDirs) {
    if (isPattern(folder) || (await kindOf(join(root, folder))) === "folder") continue;
    log.info(`skip-dirs contains ${folder}, which does not exist in ${root}`);
  }
  // Trivy silently skips these three as system folders of a Linux root (pkg/fanal/walker/walk.go).
  const unscanned = (await readdir(root)).filter(
    (name) => ["dev", "proc", "sys"].includes(name) && !skipDirs.includes(name),
  );
  if (unscanned.length > 0) {
    log.warning(
      `Trivy never scans ${unscanned.join(", ")} at the top level; scan it in a separate step (scan-path), or add it to skip-dirs.`,
    );
  }
}

async function kindOf(path: string): Promise<"folder" | "file" | undefined> {
  try {
    const entry = await stat(path);
    return entry.isDirectory() ? "folder" : entry.isFile() ? "file" : undefined;
  } catch {
    return undefined;
  }
}
