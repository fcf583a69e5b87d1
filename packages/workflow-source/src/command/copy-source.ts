// What the name of something to be copied means, to rsync and to whatever expands patterns: a file, the files of a pattern, a folder, or what
// a folder holds (`k8s/`, `k8s/.`, `k8s/*`).
import type { Surroundings } from "./locate.ts";
import { filesAt } from "./manifest-paths.ts";
import { baseName, pathFrom } from "./path.ts";

/** `isContents`: not the folder itself, but all that lies in it. */
export type CopySource = { readonly from: string; readonly isContents: boolean };

export function copySources(name: string, around: Surroundings): readonly CopySource[] {
  const last = baseName(name);
  const folder = /^(?:\.|\*{1,2})?$/.test(last) ? name.slice(0, name.length - last.length) : name;
  const from = pathFrom(around, folder);
  const isContents = folder !== name || last === "" || from === "";
  const matching = isContents ? [] : filesAt(name, around);
  if (matching.length > 0) return matching.map((file) => ({ from: file, isContents }));
  return from === undefined ? [] : [{ from, isContents }];
}
