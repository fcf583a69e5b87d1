// Finds out which release is running, from the nearest package.json above the started file.
import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";

/** `repository` is `owner/name`; `home` is its URL, without a trailing slash. */
export type Release = { readonly version: string; readonly repository: string; readonly home: string };

/** `started` is the path that Node was given, possibly a symbolic link. Throws if no package.json above it has a version and repository. */
export function releaseOf(started: string): Release {
  const file = realpathSync(started);
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const release = releaseIn(folder);
    if (release !== undefined) return release;
    if (dirname(folder) === folder)
      throw new Error(`${file} is not part of a release: no package.json above it has a version.`);
  }
}

function releaseIn(folder: string): Release | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (typeof manifest !== "object" || manifest === null) return undefined;
    if (!("version" in manifest && "repository" in manifest)) return undefined;
    const repository = String(manifest.repository).replace(/^github:/, "");
    return { version: String(manifest.version), repository, home: `https://github.com/${repository}` };
  } catch {
    return undefined;
  }
}
