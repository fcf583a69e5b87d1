// `merge` and `mergeOverwrite` of sprig, which use mergo 1.0 (https://github.com/darccio/mergo): values that are empty count as not
// there, in the tree that is filled as in the one that fills it.

import { type Datum, isText, merged, OPEN, truthOf } from "./datum.ts";

/** `source` merged into `target`; open where Helm fails. */
export function mergedInto(target: Datum, source: Datum, overwrite: boolean): Datum {
  // Part of a tree that is not known may still set anything.
  if (isOpen(target) || isOpen(source)) return overwrite ? merged(target, source) : merged(source, target);
  if (target.is !== "map" || source.is !== "map") return OPEN;
  const entries = new Map(target.entries);
  for (const [key, value] of source.entries) {
    if (value.is !== "nil" || overwrite) entries.set(key, mergedEntry(target.entries.get(key), value, overwrite));
  }
  return { is: "map", entries };
}

function isOpen(datum: Datum): boolean {
  return datum.is === "text" && datum.kind === undefined && isText(datum);
}

function mergedEntry(target: Datum | undefined, source: Datum, overwrite: boolean): Datum {
  if (target === undefined) return source;
  if (source.is === "map" && target.is === "map" && truthOf(target) !== false)
    return mergedInto(target, source, overwrite);
  const isEmpty = truthOf(target) === false;
  return overwrite || isEmpty ? source : target;
}
