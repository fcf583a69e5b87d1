// The file that a command names as a script or a program: by its path, or by its name in a folder of `PATH`.
import type { Template } from "@deploy-actions/workflow-source";
import { baseName, isMachinePath, locate } from "@deploy-actions/workflow-source/command";
import { foldersOnPath, isOnPath } from "./path-folders.ts";
import { filesOf, readNamed } from "./paths.ts";
import { type Run, spendOn } from "./run.ts";

/** A repository script, by the name that a command uses: on a host, the copied file or the one of the same name. */
export function scriptFile(run: Run, path: string | undefined): Template | undefined {
  if (path === undefined || path.length > 300) return undefined;
  const { host, scope, repository } = run;
  const { directory, elsewhere } = scope;
  const files = filesOf(scope, repository);
  if (host === "runner") return readNamed(run, path);
  const found = locate({ host, directory, elsewhere, files }, path);
  return "path" in found ? files.read(found.path) : undefined;
}

/** A program without a folder in its name: one that the script wrote, or one of the repository in a folder of `PATH`. */
export function fileOnPath(run: Run, name: string): Template | undefined {
  if (name === "" || /[^\w.-]/.test(name)) return undefined;
  const { scope, repository } = run;
  for (const [path, text] of scope.files)
    if (baseName(path) === name && (isMachinePath(path) || isOnPath(run, path))) return text;
  spendOn(run, scope.files.size);
  for (const folder of foldersOnPath(run)) {
    const file = filesOf(scope, repository).read(folder === "" ? name : `${folder}/${name}`);
    if (file !== undefined) return file;
  }
  return undefined;
}
