// Paths as commands write them. A repository path is relative to the root: `k8s/app.yaml`, or `""` for the root itself. A path on the
// machine that runs the command starts with `/` or `~`.
import { isLiteral } from "../value/mark.ts";

/** The repository's folder in a container job. Other runners use another path for the same folder. */
export const WORKSPACE = "/github/workspace";

/** A command's working directory: `directory` in the repository, or `elsewhere` on the machine; neither if unknown. */
export type Folder = { readonly directory: string | undefined; readonly elsewhere?: string | undefined };

/** The folder that a path refers to. */
export function folderAt(path: string | undefined): Folder {
  return path !== undefined && isMachinePath(path)
    ? { directory: undefined, elsewhere: path }
    : { directory: path, elsewhere: undefined };
}

/** Resolves a path in a folder of the repository or the machine; undefined if it leads outside the repository or is unknown. */
export function joinPath(folder: string | undefined, path: string): string | undefined {
  if (folder === undefined || isMachinePath(path) || path.includes("\0")) return undefined;
  const { root, rest } = rootOf(folder);
  // Unknown parts are allowed only in machine paths, which are not looked up in the repository.
  if (root === "" && !isLiteral(path)) return undefined;
  const parts: string[] = [];
  for (const part of `${rest}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined && root !== "/") return undefined;
  }
  return root === "" || root === "/" || parts.length === 0 ? `${root}${parts.join("/")}` : `${root}/${parts.join("/")}`;
}

/** Resolves a path for a command, in the repository or on its machine; undefined if unknown. */
export function pathFrom({ directory, elsewhere }: Folder, path: string): string | undefined {
  if (path === WORKSPACE) return "";
  if (path.startsWith(`${WORKSPACE}/`)) return joinPath("", path.slice(WORKSPACE.length + 1));
  if (!isMachinePath(path)) return joinPath(directory ?? elsewhere, path);
  const { root, rest } = rootOf(path);
  return joinPath(root, rest.replace(/^\/+/, ""));
}

/** True for a path on the machine rather than in the repository. A path that starts with an unknown part may be either. */
export function isMachinePath(path: string): boolean {
  return /^[/~]/.test(path) || (path !== "" && !isLiteral(String.fromCodePoint(path.codePointAt(0) ?? 0)));
}

/** The folder of a path; `""` is the root. */
export function folderOf(path: string): string {
  const { root, rest } = rootOf(path);
  const folder = rest.slice(0, Math.max(rest.lastIndexOf("/"), 0));
  return root === "" || folder === "" ? `${root}${folder}` : (joinPath(root, folder) ?? folder);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `/`, a home directory (`~`, `~deploy`) or an unknown value; empty for a repository path. */
function rootOf(path: string): { readonly root: string; readonly rest: string } {
  if (path.startsWith("/")) return { root: "/", rest: path.slice(1) };
  if (!isMachinePath(path)) return { root: "", rest: path };
  const end = path.indexOf("/");
  return end === -1 ? { root: path, rest: "" } : { root: path.slice(0, end), rest: path.slice(end + 1) };
}
