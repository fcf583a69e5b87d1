// Reads a checkout's compose file and every file that it `extends` or `include`s, unresolved, with paths relative to their common folder.
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { composeFileError, contains, type VariableFile } from "@deploy-actions/runtime";
import { type ReferencedFile, readSource } from "@deploy-actions/runtime/source";
import type { ReadableFiles } from "./readable-files.ts";

export type GatheredSources = {
  /** Path relative to the common folder → text. The compose file itself comes first. */
  readonly texts: ReadonlyMap<string, string>;
  /** The parsed YAML documents of all files. */
  readonly documents: readonly unknown[];
  /** `service` is set only for services of the compose file itself: an included file may give its variables to any service. */
  readonly variableFiles: readonly (VariableFile & { readonly service?: string })[];
};

/**
 * `path` and `roots` (folders that are removed after the job) are absolute. Files outside `roots` with an absolute path stay where they are.
 * Throws RuntimeError "compose" for a file that cannot be stored.
 */
export function gatherSources(path: string, roots: readonly string[], files: ReadableFiles): GatheredSources {
  const texts = new Map<string, string>();
  const documents: unknown[] = [];
  const variableFiles: GatheredSources["variableFiles"][number][] = [];
  const waiting: { readonly path: string; readonly by: string }[] = [{ path, by: "`compose-file`" }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (texts.has(next.path)) continue;
    const { path: file } = next;
    const text = files.composeFile(file, next.by);
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
  const relativeTexts = [...texts].map(([file, text]) => [relative(folder, file).split(sep).join("/"), text] as const);
  return { texts: new Map(relativeTexts), documents, variableFiles };
}

function partOf(file: string, { path, by }: ReferencedFile, roots: readonly string[]): ReferencedFile[] {
  const refuse = (what: string) =>
    composeFileError(`${file} refers to ${path} (${by}), ${what}.`, "Use a relative path to a file in the checkout.");
  if (path.includes("$")) throw refuse("whose name depends on a variable");
  if (/:\/\/|^git@|\.git(?:#|$)/.test(path)) throw refuse("which is fetched from a remote source and may change");
  if (!isAbsolute(path)) return [{ path: resolve(dirname(file), path), by }];
  if (roots.some((root) => contains(root, path))) throw refuse("an absolute path that no longer exists after this job");
  return [];
}

function commonFolder(files: readonly string[]): string {
  const [first = "", ...others] = files.map((file) => dirname(file));
  return others.reduce((folder, other) => {
    while (!contains(folder, other)) folder = dirname(folder);
    return folder;
  }, first);
}
