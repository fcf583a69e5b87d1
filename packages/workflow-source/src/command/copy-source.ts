// Interprets the source argument of a copy, as rsync and shell patterns do: a file, the files that match a pattern, a folder, or the
// contents of a folder (`k8s/`, `k8s/.`, `k8s/*`).
import type { CommandLocation } from "./locate.ts";
import { filesAt } from "./manifest-paths.ts";
import { baseName, pathFrom } from "./path.ts";

/** `isContents`: everything in the folder, but not the folder itself. */
export type CopySource = { readonly from: string; readonly isContents: boolean };

export function copySources(name: string, around: CommandLocation): readonly CopySource[] {
  const last = baseName(name);
  const folder = /^(?:\.|\*{1,2})?$/.test(last) ? name.slice(0, name.length - last.length) : name;
  const from = pathFrom(around, folder);
  const isContents = folder !== name || last === "" || from === "";
  const matching = isContents ? [] : filesAt(name, around);
  if (matching.length > 0) return matching.map((file) => ({ from: file, isContents }));
  return from === undefined ? [] : [{ from, isContents }];
}
