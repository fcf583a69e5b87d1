// Resolves scan-path. Trivy does not follow links and finds nothing when the path is one, and a pull request can replace the scanned folder
// with a link to anywhere. So links are resolved here, and a path outside the workspace is refused unless it is allowed.
import { lstat, realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { badPath, type ScanError } from "./scan-error.ts";

/** `path` and `workspace` are absolute and contain no links. */
export type ScanRoot = { readonly path: string; readonly kind: "folder" | "file"; readonly workspace: string };

export type ScanRootRequest = {
  readonly scanPath: string;
  readonly workspace: string;
  readonly allowOutside: boolean;
};

/** Throws ScanError "bad-path". */
export async function scanRoot({ scanPath, workspace: given, allowOutside }: ScanRootRequest): Promise<ScanRoot> {
  const requested = resolve(scanPath);
  const path = await resolveLinks(requested);
  const workspace = await realpath(given).catch(() => resolve(given));
  const description = path === requested ? path : `${requested}, which links to ${path},`;
  if (!allowOutside && !isWithin(path, workspace)) {
    throw badPath(
      `Input \`scan-path\`: ${description} is outside the workspace ${workspace}.`,
      "Use a path inside the checkout, or set allow-outside-workspace: true if this is intended.",
    );
  }
  const entry = await stat(path).catch((cause: unknown) => Promise.reject(unreadable(requested, cause)));
  if (entry.isDirectory()) return { path, kind: "folder", workspace };
  if (entry.isFile()) return { path, kind: "file", workspace };
  throw badPath(
    `Input \`scan-path\`: ${description} is neither a folder nor a file.`,
    "Use a folder or file of the checkout.",
  );
}

/** True for the folder itself and everything below it. */
export function isWithin(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside !== ".." && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

async function resolveLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw (await brokenLink(path)) ?? unreadable(path, cause);
  }
}

/** An error about the broken or circular link in this path, if there is one. */
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
      `Input \`scan-path\`: ${part} is a broken link.`,
      "Correct the link, or use the folder itself. Check that the step that creates it runs before this one.",
    );
  }
  return undefined;
}

function unreadable(path: string, cause: unknown): ScanError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "ENOENT" || code === "ENOTDIR"
    ? badPath(
        `Input \`scan-path\`: ${path} does not exist.`,
        "Use a folder or file of the checkout. Check that the checkout step runs before this one.",
      )
    : badPath(
        `Input \`scan-path\`: ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
        "Make it readable for the runner's user.",
      );
}
