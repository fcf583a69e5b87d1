// Paths as commands write them. One of the repository starts at its root: `k8s/app.yaml`, and `""` is the root itself. One of the machine
// that the command runs on starts with `/` or `~`.
import { isLiteral } from "../value/mark.ts";

/** Where a container job has the repository. On other runners it lies elsewhere, but it is the same folder. */
export const WORKSPACE = "/github/workspace";

/** A command's folder: `directory` in the repository, or else `elsewhere` on the machine; neither where nobody knows. */
export type Folder = { readonly directory: string | undefined; readonly elsewhere?: string | undefined };

/** The folder that a path names. */
export function folderAt(path: string | undefined): Folder {
  return path !== undefined && isOfMachine(path)
    ? { directory: undefined, elsewhere: path }
    : { directory: path, elsewhere: undefined };
}

/** What a path means in a folder of the repository or of the machine; undefined where it leads out of it or nobody knows. */
export function joinPath(folder: string | undefined, path: string): string | undefined {
  if (folder === undefined || isOfMachine(path) || path.includes("\0")) return undefined;
  const { root, rest } = rootOf(folder);
  // What only a run knows may stand in the path of a machine, where nobody looks for it in the repository.
  if (root === "" && !isLiteral(path)) return undefined;
  const parts: string[] = [];
  for (const part of `${rest}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined && root !== "/") return undefined;
  }
  return root === "" || root === "/" || parts.length === 0 ? `${root}${parts.join("/")}` : `${root}/${parts.join("/")}`;
}

/** What a path means to a command, in the repository or on its machine; undefined where nobody knows. */
export function pathFrom({ directory, elsewhere }: Folder, path: string): string | undefined {
  if (path === WORKSPACE) return "";
  if (path.startsWith(`${WORKSPACE}/`)) return joinPath("", path.slice(WORKSPACE.length + 1));
  if (!isOfMachine(path)) return joinPath(directory ?? elsewhere, path);
  const { root, rest } = rootOf(path);
  return joinPath(root, rest.replace(/^\/+/, ""));
}

/** True of a path that starts on the machine, not in the repository; what only a run knows may start anywhere. */
export function isOfMachine(path: string): boolean {
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

/** `/`, a home (`~`, `~deploy`) or what only a run knows; empty for a path of the repository. */
function rootOf(path: string): { readonly root: string; readonly rest: string } {
  if (path.startsWith("/")) return { root: "/", rest: path.slice(1) };
  if (!isOfMachine(path)) return { root: "", rest: path };
  const end = path.indexOf("/");
  return end === -1 ? { root: path, rest: "" } : { root: path.slice(0, end), rest: path.slice(end + 1) };
}
