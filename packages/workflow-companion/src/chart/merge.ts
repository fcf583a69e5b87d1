// `merge` and `mergeOverwrite` of sprig, which use mergo 1.0 (https://github.com/darccio/mergo): empty values count as missing in both
// trees.

import { type Datum, isText, mergeDatum, OPEN, truthOf } from "./datum.ts";

/** `source` merged into `target`; unknown if Helm fails. */
export function mergedInto(target: Datum, source: Datum, overwrite: boolean): Datum {
  // The unknown part of a tree may set anything.
  if (isOpen(target) || isOpen(source)) return overwrite ? mergeDatum(target, source) : mergeDatum(source, target);
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
