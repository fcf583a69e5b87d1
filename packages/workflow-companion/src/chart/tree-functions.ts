// Functions of Go's text/template and of sprig on maps and lists.

import { concat, only } from "@deploy-actions/workflow-source/value";
import { type Datum, isText, isYamlTree, mapDatum, NIL, OPEN, type Tree, textDatum, valueAt } from "./datum.ts";
import { goText } from "./go-text.ts";
import { mergedInto } from "./merge.ts";
import { boolDatum, type ChartFunction, joined, stringDatum, stringOf } from "./text-functions.ts";

type MapDatum = Tree & { readonly is: "map" };

/** A function of a map and key names. */
const onMap =
  (count: number | undefined, give: (map: MapDatum, keys: readonly string[]) => Datum): ChartFunction =>
  ([map, ...rest]) => {
    const keys = rest.flatMap((arg) => stringOf(arg) ?? []);
    const isFit = keys.length === rest.length && (count === undefined || rest.length === count);
    return isFit && map?.is === "map" && !isYamlTree(map) ? give(map, keys) : OPEN;
  };

const filtering = (keeps: (keys: ReadonlySet<string>, key: string) => boolean): ChartFunction =>
  onMap(undefined, (map, keys) => {
    const named = new Set(keys);
    return { is: "map", entries: new Map([...map.entries].filter(([key]) => keeps(named, key))) };
  });

const hasKey = onMap(1, (map, [key = ""]) => boolDatum(map.entries.has(key)));

const merging =
  (overwrite: boolean): ChartFunction =>
  ([first = NIL, ...others]) =>
    others.length === 0 && first.is !== "map"
      ? OPEN
      : others.reduce<Datum>((target, source) => mergedInto(target, source, overwrite), first);

/** A list known only at run time adds no known items. */
function isOpenList(datum: Datum): boolean {
  return datum.is === "text" && datum.kind === undefined;
}

const appended: ChartFunction = (args) => {
  const [list, item] = args;
  if (args.length !== 2 || list === undefined || item === undefined) return OPEN;
  if (list.is !== "list" && !isOpenList(list)) return OPEN;
  return { is: "list", items: [...(list.is === "list" ? list.items : []), item] };
};

const concatenated: ChartFunction = (args) => {
  if (args.some((arg) => arg.is !== "list" && !isOpenList(arg))) return OPEN;
  return { is: "list", items: args.flatMap((arg) => (arg.is === "list" ? arg.items : [])) };
};

const dictionary: ChartFunction = (args) => {
  const entries = new Map<string, Datum>();
  for (let at = 0; at < args.length; at += 2)
    entries.set(goText(args[at] ?? NIL)[0]?.text ?? "", args[at + 1] ?? textDatum(""));
  return mapDatum(Object.fromEntries(entries));
};

/** The default applies to a missing key, but not to a key with an empty value. */
const dug: ChartFunction = (args) => {
  const keys = args.slice(0, -2).flatMap((arg) => stringOf(arg) ?? []);
  const fallback = args.at(-2);
  let at = args.at(-1);
  if (args.length < 3 || keys.length !== args.length - 2 || fallback === undefined) return OPEN;
  for (const key of keys) {
    if (at?.is !== "map") return OPEN;
    at = at.entries.get(key);
    if (at === undefined) return fallback;
  }
  return at ?? fallback;
};

const indexed: ChartFunction = ([of, ...path]) => path.reduce<Datum>(itemOf, of ?? OPEN);

function itemOf(of: Datum, index: Datum): Datum {
  const [key] = index.is === "text" ? index.values : [];
  if (key === undefined || isYamlTree(of)) return OPEN;
  if (of.is === "map") return isText(index) ? valueAt(of, [key.text]) : OPEN;
  if (of.is === "list" && index.is === "text" && index.kind !== "string") return of.items[Number(key.text)] ?? OPEN;
  return OPEN;
}

const joining: ChartFunction = (args) => {
  const [separator, list = NIL] = args;
  if (args.length !== 2 || !isText(separator)) return OPEN;
  const items = list.is === "list" && !isYamlTree(list) ? list.items : [list];
  const parts = items.flatMap((item) => (item.is === "nil" ? [] : [goText(item)]));
  return stringDatum(parts.length === 0 ? concat(only("")) : joined(parts, stringOf(separator) ?? ""));
};

export const TREE_FUNCTIONS: Readonly<Record<string, ChartFunction>> = {
  append: appended,
  concat: concatenated,
  deepCopy: ([value = NIL]) => (value.is === "nil" ? OPEN : value),
  dict: dictionary,
  dig: dug,
  get: onMap(1, (map, [key = ""]) => map.entries.get(key) ?? textDatum("")),
  hasKey: (args) => {
    const known = hasKey(args);
    return known === OPEN ? boolDatum(undefined) : known;
  },
  index: indexed,
  join: joining,
  list: (items) => ({ is: "list", items }),
  merge: merging(false),
  mergeOverwrite: merging(true),
  mustMerge: merging(false),
  mustMergeOverwrite: merging(true),
  omit: filtering((keys, key) => !keys.has(key)),
  pick: filtering((keys, key) => keys.has(key)),
  toYaml: ([tree]) => (tree?.is === "map" || tree?.is === "list" ? { ...tree, isYaml: true } : (tree ?? OPEN)),
};
