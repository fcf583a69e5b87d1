// The folders of the repository that a script has put on `PATH`.
import { isMachinePath, pathFrom } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { variable } from "./expand.ts";
import type { Run } from "./run.ts";

/** True if the file is in one of these folders. */
export function isOnPath(run: Run, path: string): boolean {
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  return foldersOnPath(run).includes(folder);
}

export function foldersOnPath(run: Run): readonly string[] {
  const values = variable(run, "PATH") ?? [];
  const known = values.flatMap(({ text }) => text.split(":")).map((folder) => withoutWorkspace(folder));
  return [...new Set(known)].slice(0, FOLDERS_LIMIT).flatMap((folder) => {
    const path = folder === "" || !isLiteral(folder) ? undefined : pathFrom(run.scope, folder);
    return path === undefined || isMachinePath(path) ? [] : [path];
  });
}

const FOLDERS_LIMIT = 16;

/** `$PWD/bin` and `$GITHUB_WORKSPACE/bin` are folders of the checkout, whatever its own folder is. */
export function withoutWorkspace(folder: string): string {
  const [first, ...rest] = folder.split("/");
  return first !== undefined && first !== "" && !isLiteral(first) && rest.length > 0 ? rest.join("/") : folder;
}
