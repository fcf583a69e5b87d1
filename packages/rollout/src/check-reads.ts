// Checks every file that Compose would open to resolve a compose file, before it does: Compose follows links, waits for pipes, and quotes what it
// cannot parse in its errors.
import { dirname } from "node:path";
import { composeFileError } from "@deploy-actions/runtime";
import { interpolated, readSource } from "@deploy-actions/runtime/source";
import { pathOf, type ReadableFiles } from "./readable-files.ts";

/** A project of this many compose files is not one that a person wrote. */
const MAX_FILES = 500;

/**
 * Throws RuntimeError "compose". Relative names are looked up in every folder that they could be relative to, because an `include` can set one for
 * the files below it.
 */
export function checkReads(path: string, variables: Readonly<Record<string, string>>, files: ReadableFiles): void {
  const bases = new Map<string, Set<string>>();
  const waiting: { readonly file: string; readonly by: string; readonly folders: readonly string[] }[] = [
    { file: path, by: "`compose-file`", folders: [] },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { file, by } = next;
    const known = bases.get(file);
    const folders = new Set([dirname(file), ...next.folders, ...(known ?? [])]);
    if (known?.size === folders.size) continue;
    bases.set(file, folders);
    if (bases.size > MAX_FILES) throw tooMany();
    const { reads } = readSource(file, files.composeFile(file, by));
    // The values that an include's own env_file sets are not known here, so only the first file may have variables in names.
    const named = (text: string, what: string): string => {
      const value = file === path ? interpolated(text, variables) : text.includes("$") ? undefined : text;
      if (value !== undefined) return value;
      throw composeFileError(
        `${file} names ${text} (${what}), whose name depends on a variable in a way that cannot be followed.`,
        "Write the file's name without a variable.",
      );
    };
    for (const one of reads.values) {
      const name = named(one.path, one.by);
      for (const base of folders) files.checkValues(name, base, `${one.by} in ${file}`);
    }
    const below = [...folders].flatMap((base) =>
      reads.folders.map((folder) => pathOf(named(folder, "`project_directory`"), base)),
    );
    for (const one of reads.composeFiles) {
      // Refused below, in gatherSources: what is fetched, or has a variable in its name.
      const name = named(one.path, one.by);
      for (const base of folders) {
        if (!files.isThere(name, base, `${one.by} in ${file}`)) continue;
        const part = pathOf(name, base);
        waiting.push({ file: part, by: `${one.by} in ${file}`, folders: [...next.folders, ...below] });
      }
    }
  }
}

function tooMany(): Error {
  return composeFileError(`The compose file refers to more than ${MAX_FILES} other files.`, "Use fewer files.");
}
