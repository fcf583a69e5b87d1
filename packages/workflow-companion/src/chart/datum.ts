// The data that chart templates work with: the tree of values, in which every leaf is a set of alternatives and knows where it was written.
// Trees are merged as helm does: maps by key, everything else as a whole.
import { limitReached, type SourcePlace, type Template, valuesIn } from "@deploy-actions/workflow-source";
import { type Hop, mark, only, union, type Value, type Values, withHop } from "@deploy-actions/workflow-source/value";
import type { Yaml } from "../yaml.ts";
import { type ScalarKind, scalarOf } from "./scalar.ts";

/**
 * Scalars are texts as Go prints them, with their kind if it is known: values from `--set` have none. A missing value is `nil`. `isYaml`:
 * the tree stands for the text that `toYaml` made of it.
 */
export type Datum = { readonly is: "nil" } | TextDatum | Tree;
export type TextDatum = { readonly is: "text"; readonly values: Values; readonly kind?: ScalarKind };
export type Tree = (
  | { readonly is: "map"; readonly entries: ReadonlyMap<string, Datum> }
  | { readonly is: "list"; readonly items: readonly Datum[] }
) & { readonly isYaml?: true };

export const NIL: Datum = { is: "nil" };
export const OPEN: Datum = { is: "text", values: only(mark("expression")) };

export function textDatum(text: string, kind: ScalarKind = "string"): TextDatum {
  return { is: "text", values: only(text), kind };
}

export function mapDatum(entries: Readonly<Record<string, Datum>>): Datum {
  return { is: "map", entries: new Map(Object.entries(entries)) };
}

/** Where a leaf was written, in which of the merged sources, and its possible values. */
export type Origin = { readonly place: SourcePlace; readonly source: object; readonly values: Values };

const origins = new WeakMap<Hop, Origin>();

/** A leaf with its origin, which {@link originsOf} finds again after the text was copied elsewhere. */
export function leaf(values: Values, what: string, place: SourcePlace, source: object, kind?: ScalarKind): TextDatum {
  const hop: Hop = { what, place };
  origins.set(hop, { place, source, values });
  return { is: "text", values: withHop(values, hop), ...(kind === undefined ? {} : { kind }) };
}

/** The origins of all leaves that a text was made of, in text order. */
export function originsOf({ trail }: Value): readonly Origin[] {
  return trail.flatMap((hop) => origins.get(hop) ?? []);
}

const DEPTH_LIMIT = 40;
const NODE_LIMIT = 50_000;

/** The tree of a YAML document. `name` is the file name used in trails; all leaves share the same `source`. */
export function datumOf(yaml: Yaml | undefined, name: string, source: object): Datum {
  const left = { nodes: NODE_LIMIT };
  const read = (node: Yaml, path: string, depth: number): Datum => {
    if (depth > DEPTH_LIMIT || left.nodes-- <= 0) {
      limitReached(`${name} has more than ${NODE_LIMIT} values or ${DEPTH_LIMIT} levels`);
      return NIL;
    }
    const text = node.text();
    if (text !== undefined) {
      const { text: scalar, kind } = scalarOf(text.text, node.kind);
      return leaf(valuesIn(scalar, text.holes), `${name} ${path}`, lazily(text), source, kind);
    }
    if (node.kind === "sequence")
      return { is: "list", items: node.items().map((item, index) => read(item, `${path}[${index}]`, depth + 1)) };
    const entries = node.entries();
    if (node.kind !== "mapping") return NIL;
    const inner = (key: string): string => (path === "" ? key : `${path}.${key}`);
    const given = entries.map(({ key, value }) => [key, read(value, inner(key), depth + 1)] as const);
    // Helm drops keys without a value.
    return { is: "map", entries: new Map(given.filter(([, value]) => value.is !== "nil")) };
  };
  return yaml === undefined ? NIL : read(yaml, "", 0);
}

/** Positions are computed on demand: a chart has thousands of leaves, and few are ever shown. */
function lazily(text: Template): SourcePlace {
  let known: SourcePlace | undefined;
  const place = (): SourcePlace => {
    known ??= text.place(0, text.text.length);
    return known;
  };
  return {
    get path() {
      return place().path;
    },
    range: () => place().range(),
  };
}

/** `over` merged over `base`. */
export function mergeDatum(base: Datum, over: Datum): Datum {
  if (over.is === "nil" || base === over) return base;
  if (base.is !== "map" || over.is !== "map") return over;
  const entries = new Map(base.entries);
  for (const [key, value] of over.entries) entries.set(key, mergeDatum(entries.get(key) ?? NIL, value));
  return { is: "map", entries };
}

type Size = { readonly nodes: number; readonly depth: number };
const sizes = new WeakMap<Datum, Size>();

/**
 * Returns the tree, or an unknown value if it is larger than any real chart needs: a template can put a tree into itself repeatedly, and
 * walking it would never end.
 */
export function bounded(datum: Datum): Datum {
  const { nodes, depth } = sizeOf(datum);
  return nodes > NODE_LIMIT || depth > DEPTH_LIMIT ? OPEN : datum;
}

function sizeOf(datum: Datum): Size {
  const known = sizes.get(datum);
  if (known !== undefined || datum.is === "nil" || datum.is === "text") return known ?? { nodes: 1, depth: 0 };
  const inner = [...(datum.is === "list" ? datum.items : datum.entries.values())].map(sizeOf);
  const nodes = inner.reduce((sum, one) => sum + one.nodes, 1);
  const size = { nodes, depth: 1 + inner.reduce((most, one) => Math.max(most, one.depth), 0) };
  sizes.set(datum, size);
  return size;
}

/** One of the two. */
export function eitherDatum(first: Datum, second: Datum): Datum {
  if (first === second) return first;
  if (first.is === "map" && second.is === "map") {
    const keys = new Set([...first.entries.keys(), ...second.entries.keys()]);
    return {
      is: "map",
      entries: new Map(
        [...keys].map((key) => [key, eitherDatum(first.entries.get(key) ?? NIL, second.entries.get(key) ?? NIL)]),
      ),
    };
  }
  if (first.is === "text" || second.is === "text") {
    return {
      is: "text",
      values: union(first.is === "text" ? first.values : only(""), second.is === "text" ? second.values : only("")),
    };
  }
  return first.is === "nil" ? second : first;
}

/** The value at a path of keys or list indexes. */
export function valueAt(datum: Datum, path: readonly string[]): Datum {
  let at = datum;
  for (const key of path) {
    if (at.is === "text") return at.values.some(({ text }) => text === mark("expression")) ? OPEN : NIL;
    at = (at.is === "map" ? at.entries.get(key) : at.is === "list" ? at.items[Number(key)] : undefined) ?? NIL;
  }
  return at;
}

/** The tree with a leaf added at a path; lists on the path stay lists. */
export function withLeaf(datum: Datum, [key, ...rest]: readonly string[], value: Datum): Datum {
  if (key === undefined) return value;
  if (datum.is === "list" && /^\d+$/.test(key)) {
    const items = datum.items.map((item, index) => (index === Number(key) ? withLeaf(item, rest, value) : item));
    return { is: "list", items: Number(key) === items.length ? [...items, withLeaf(NIL, rest, value)] : items };
  }
  const entries = new Map(datum.is === "map" ? datum.entries : []);
  return { is: "map", entries: entries.set(key, withLeaf(entries.get(key) ?? NIL, rest, value)) };
}

/** Whether a template treats it as true; undefined if only some alternatives are. Values known only at run time count as true. */
export function truthOf(datum: Datum): boolean | undefined {
  switch (datum.is) {
    case "nil":
      return false;
    case "map":
      return datum.entries.size > 0;
    case "list":
      return datum.items.length > 0;
    case "text": {
      const truths = new Set(datum.values.map(({ text }) => !isFalsy(text, datum.kind)));
      return truths.size === 1 ? truths.has(true) : undefined;
    }
  }
}

/** Without a kind, anything that would be false as a boolean, a number or nil is false. */
export function isFalsy(text: string, kind?: ScalarKind): boolean {
  if (text === "" || kind === "string") return text === "";
  return text === "false" || Number(text) === 0 || text === "null" || text === "~";
}

/** True for a string, or a value that may be one. */
export function isText(datum: Datum | undefined): datum is TextDatum {
  return datum?.is === "text" && (datum.kind === undefined || datum.kind === "string");
}

export function isYamlTree(datum: Datum | undefined): datum is Tree & { readonly isYaml: true } {
  return (datum?.is === "map" || datum?.is === "list") && datum.isYaml === true;
}

/** The tree with all its leaves transformed. */
export function mapLeaves(datum: Datum, change: (leaf: TextDatum) => Datum): Datum {
  switch (datum.is) {
    case "nil":
      return datum;
    case "text":
      return change(datum);
    case "list":
      return { ...datum, items: datum.items.map((item) => mapLeaves(item, change)) };
    case "map":
      return { ...datum, entries: new Map([...datum.entries].map(([key, inner]) => [key, mapLeaves(inner, change)])) };
  }
}
