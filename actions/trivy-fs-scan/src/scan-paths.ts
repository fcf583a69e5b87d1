// Checks the paths in trivyignore and skip-dirs before the scan.
import { closeSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Log } from "@deploy-actions/contract";
import { FileError, isNamedWithin, openRegularFile } from "@deploy-actions/untrusted/file";
import { badPath, type ScanError } from "./scan-error.ts";
import type { ScanRoot } from "./scan-root.ts";
import { isPattern } from "./skip-dirs.ts";

/**
 * The absolute path of the ignore file, or undefined when none is configured and the working directory has none. In the workspace, its links must
 * stay there. Throws ScanError "bad-path".
 */
export async function ignoreFile(given: string | undefined, workspace: string, log: Log): Promise<string | undefined> {
  const path = resolve(given ?? ".trivyignore");
  const refuse = (what: string): ScanError =>
    badPath(`Input \`trivyignore\`: the file ${path} ${what}.`, "Correct the path, or omit the input.");
  try {
    const { fd } = openRegularFile(path, isNamedWithin(path, [workspace]) ? [workspace] : undefined);
    closeSync(fd);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (given === undefined && error.reason === "missing") return undefined;
    throw refuse(error.why);
  }
  log.info(`Findings listed in ${path} are ignored.`);
  return path;
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
