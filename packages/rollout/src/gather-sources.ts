// Reads the compose file of a checkout and every file that it `extends` or `include`s, as they are written, each at its place below one folder.
import { readFile } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { contains, refused, type VariableFile } from "@deploy-actions/runtime";
import { type Named, readSource } from "@deploy-actions/runtime/source";

export type Gathered = {
  /** The compose file itself, then the others: path below the folder that holds them all → text. */
  readonly texts: ReadonlyMap<string, string>;
  /** Everything they say, as data. */
  readonly documents: readonly unknown[];
  /** With the service that reads it, where that is one of the compose file itself: a part may give it to any service. */
  readonly variableFiles: readonly (VariableFile & { readonly service?: string })[];
};

/**
 * `path` and `roots` (folders that are gone when the job is over) are absolute. A part of the machine itself, named by its absolute path, stays
 * where it is. Throws RuntimeError "compose" for a part that cannot be kept.
 */
export async function gatherSources(path: string, roots: readonly string[]): Promise<Gathered> {
  const texts = new Map<string, string>();
  const documents: unknown[] = [];
  const variableFiles: Gathered["variableFiles"][number][] = [];
  const waiting: { readonly path: string; readonly by: string }[] = [{ path, by: "`compose-file`" }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (texts.has(next.path)) continue;
    const { path: file } = next;
    const text = await readFile(file, "utf8").catch((error: Error) => {
      throw refused(`${file}, named by ${next?.by}, could not be read: ${error.message}`, "Correct the path.");
    });
    const source = readSource(file, text);
    texts.set(file, text);
    documents.push(...source.documents);
    for (const { path: named, by, service } of source.variableFiles) {
      const own = file === path && service !== undefined ? { service } : {};
      variableFiles.push({ path: resolve(dirname(file), named), by, ...own });
    }
    waiting.push(...source.parts.flatMap((part) => partOf(file, part, roots)));
  }
  const folder = commonFolder([...texts.keys()]);
  const below = [...texts].map(([file, text]) => [relative(folder, file).split(sep).join("/"), text] as const);
  return { texts: new Map(below), documents, variableFiles };
}

function partOf(file: string, { path, by }: Named, roots: readonly string[]): Named[] {
  const refuse = (what: string) =>
    refused(
      `${file} takes a part of it from ${path} (${by}), ${what}.`,
      "Name a file of the checkout by a relative path.",
    );
  if (path.includes("$")) throw refuse("whose name is only known once a variable is");
  if (/:\/\/|^git@|\.git(?:#|$)/.test(path)) throw refuse("which is fetched from elsewhere and may change");
  if (!isAbsolute(path)) return [{ path: resolve(dirname(file), path), by }];
  if (roots.some((root) => contains(root, path))) throw refuse("an absolute path that is gone when this job is over");
  return [];
}

function commonFolder(files: readonly string[]): string {
  const [first = "", ...others] = files.map((file) => dirname(file));
  return others.reduce((folder, other) => {
    while (!contains(folder, other)) folder = dirname(folder);
    return folder;
  }, first);
}
