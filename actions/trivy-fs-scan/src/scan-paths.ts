// Checks the paths that inputs name beside the one to scan, before anything runs.
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Log } from "@deploy-actions/contract";
import { ScanError } from "./scan-error.ts";
import type { ScanRoot } from "./scan-root.ts";
import { isPattern } from "./skip-dirs.ts";

/** The absolute path of the ignore file, or undefined where none was named and none lies in the working directory. Throws ScanError "bad-path". */
export async function ignoreFile(given: string | undefined, log: Log): Promise<string | undefined> {
  const path = resolve(given ?? ".trivyignore");
  if ((await kindOf(path)) === "file") {
    log.info(`findings listed in ${path} are left out`);
    return path;
  }
  if (given === undefined) return undefined;
  throw badPath(`Input \`trivyignore\`: there is no file ${path}.`, "Correct the path, or leave the input out.");
}

/** Says what will not be looked into although somebody may think so. */
export async function warnOfGaps({ path: root, kind }: ScanRoot, skipDirs: readonly string[], log: Log): Promise<void> {
  if (kind !== "folder") return;
  for (const folder of skipDirs) {
    if (isPattern(folder) || (await kindOf(join(root, folder))) === "folder") continue;
    log.info(`skip-dirs names ${folder}, and there is no such folder in ${root}`);
  }
  // Trivy takes these three for a Linux root's own and leaves them out without a word (pkg/fanal/walker/walk.go).
  const unseen = (await readdir(root)).filter(
    (name) => ["dev", "proc", "sys"].includes(name) && !skipDirs.includes(name),
  );
  if (unseen.length > 0) {
    log.warning(
      `Trivy never looks into ${unseen.join(", ")} at the top of what it scans; scan it by a step of its own (scan-path), or name it in skip-dirs.`,
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

function badPath(message: string, next: string): ScanError {
  return new ScanError("bad-path", { message, state: "Nothing was scanned.", next });
}
