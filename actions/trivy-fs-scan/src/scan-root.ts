// Finds the real place that scan-path names. Trivy follows no link and finds nothing where the path is one, and a pull request can swap the
// scanned folder for a link to anywhere, so links are followed here, and a place outside the workspace is refused unless it was asked for.
import { lstat, realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { ScanError } from "./scan-error.ts";

/** `path` and `workspace` are absolute and hold no link. */
export type ScanRoot = { readonly path: string; readonly kind: "folder" | "file"; readonly workspace: string };

export type Given = {
  readonly scanPath: string;
  readonly workspace: string;
  readonly allowOutside: boolean;
};

/** Throws ScanError "bad-path". */
export async function scanRoot({ scanPath, workspace: given, allowOutside }: Given): Promise<ScanRoot> {
  const named = resolve(scanPath);
  const path = await real(named);
  const workspace = await realpath(given).catch(() => resolve(given));
  const leads = path === named ? path : `${named}, which leads to ${path},`;
  if (!allowOutside && !isWithin(path, workspace)) {
    throw badPath(
      `Input \`scan-path\`: ${leads} is outside the workspace ${workspace}.`,
      "Give a path of the checkout. If the place is meant, set allow-outside-workspace: true.",
    );
  }
  const entry = await stat(path).catch((cause: unknown) => Promise.reject(unreadable(named, cause)));
  if (entry.isDirectory()) return { path, kind: "folder", workspace };
  if (entry.isFile()) return { path, kind: "file", workspace };
  throw badPath(
    `Input \`scan-path\`: ${leads} is neither a folder nor a file.`,
    "Give a folder or file of the checkout.",
  );
}

/** True for the folder itself and everything below it. */
export function isWithin(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw (await brokenLink(path)) ?? unreadable(path, cause);
  }
}

/** The link of this path that leads nowhere, or in a circle, as an error. */
async function brokenLink(path: string): Promise<ScanError | undefined> {
  const parts = path.split(sep);
  for (let length = 1; length <= parts.length; length += 1) {
    const part = parts.slice(0, length).join(sep) || sep;
    const entry = await lstat(part).catch(() => undefined);
    if (entry === undefined) return undefined;
    if (
      !entry.isSymbolicLink() ||
      (await stat(part).then(
        () => true,
        () => false,
      ))
    )
      continue;
    return badPath(
      `Input \`scan-path\`: ${part} is a link that leads nowhere.`,
      "Correct the link, or give the folder itself; does the step that makes it come before this one?",
    );
  }
  return undefined;
}

function unreadable(path: string, cause: unknown): ScanError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR"
    ? badPath(
        `Input \`scan-path\`: there is no ${path}.`,
        "Give a folder or file of the checkout; does the checkout step come before this one?",
      )
    : badPath(
        `Input \`scan-path\`: ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
        "Let the runner's user read it.",
      );
}

function badPath(message: string, next: string): ScanError {
  return new ScanError("bad-path", { message, state: "Nothing was scanned.", next });
}
