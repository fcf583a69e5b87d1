// The files of this repository as a graph: each source file, and the source files that it imports.
import { posix } from "node:path";
import { z } from "zod";
import { type Import, importsOf, packageOf } from "./arrows.ts";
import { filesBelow, foldersIn, read } from "./files.ts";

/** Each file, by its path from the root, and the files it imports. Type imports and `import()` count. */
export type Modules = ReadonlyMap<string, readonly string[]>;

/** The folders that hold code, in the order of the tree. */
const CODE = ["packages", "actions", "apps", "scripts", "test"] as const;

export function readModules(): Modules {
  const files = CODE.flatMap((folder) => filesBelow(folder, /\.[cm]?[jt]s$/));
  const known = new Set(files);
  const entries = packageEntries();
  const targets = (path: string) => [...new Set(importsOf(path).flatMap((one) => fileOf(one, entries) ?? []))];
  return new Map(files.map((path) => [path, targets(path).filter((to) => known.has(to))]));
}

/** The part of the repository that a file belongs to: `packages/image`, `actions/deploy`, `scripts` or `test`. */
export function roomOf(path: string): string {
  const [top = "", name = ""] = path.split("/");
  return top === "packages" || top === "actions" || top === "apps" ? `${top}/${name}` : top;
}

function fileOf(one: Import, entries: ReadonlyMap<string, string>): string | undefined {
  if (one.to.startsWith(".")) return posix.join(posix.dirname(one.path), one.to);
  return packageOf(one) === undefined ? undefined : entries.get(one.to);
}

const manifest = z.object({
  name: z.string(),
  exports: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
});

/** What an import of a package names, such as `@deploy-actions/policy/config`, and the file behind it. */
function packageEntries(): ReadonlyMap<string, string> {
  const folders = ["packages", "actions", "apps"].flatMap((top) => foldersIn(top).map((name) => `${top}/${name}`));
  return new Map(
    folders.flatMap((folder) => {
      const { name, exports = {} } = manifest.parse(JSON.parse(read(`${folder}/package.json`)));
      const entries = typeof exports === "string" ? { ".": exports } : exports;
      return Object.entries(entries).map(([key, file]): [string, string] => [
        posix.join(name, key),
        posix.join(folder, file),
      ]);
    }),
  );
}
