// A YAML file as a tree of values with places. Errors become problems with a place; the valid part is still returned.
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import type { SourceFile, SourceProblem } from "../decode.ts";
import { type Position, positionsOf } from "../position.ts";
import { scalarText, type Text } from "./scalar.ts";
import { type Fault, readDocuments, type YamlDocument } from "./yaml-documents.ts";

/** A YAML node with aliases resolved. Access is one level at a time, so cycles are harmless. */
export type YamlValue = {
  /** Entries of a mapping with plain text keys, in order; empty for other nodes. */
  entries(): readonly Entry[];
  get(key: string): YamlValue | undefined;
  items(): readonly YamlValue[];
  text(): Text | undefined;
};

/** `keyText` is the key with its place. */
type Entry = { readonly key: string; readonly keyText: Text; readonly value: YamlValue };

export type YamlFile = { readonly root: YamlValue | undefined; readonly problems: readonly SourceProblem[] };

/** Reads a file with one document and returns at most one problem. Never throws. */
export function parseYaml({ path, text }: SourceFile): YamlFile {
  const positionOf = positionsOf(text);
  const { documents, fault } = readDocuments(text);
  const [document, another] = documents;
  const first = fault ?? (another === undefined ? undefined : secondDocument(another));
  const problems = first === undefined ? [] : [problemAt(path, first, positionOf)];
  if (document === undefined || document.root === null) return { root: undefined, problems };
  return { root: toValue(document.root, { path, targets: document.targets, positionOf }), problems };
}

type File = {
  readonly path: string;
  readonly targets: ReadonlyMap<Alias, Node>;
  positionOf(offset: number): Position;
};

function toValue(node: Node, file: File): YamlValue {
  const target = isAlias(node) ? file.targets.get(node) : node;
  const child = (inner: unknown): YamlValue | undefined => (isNode(inner) ? toValue(inner, file) : undefined);
  const entries = (): Entry[] => (isMap(target) ? target.items.flatMap((item) => entry(item.key, item.value)) : []);
  const entry = (key: unknown, inner: unknown): Entry[] => {
    const value = child(inner);
    if (!isScalar(key) || value === undefined) return [];
    return [{ key: String(key.value), keyText: scalarText(file.path, key, file.positionOf), value }];
  };
  return {
    entries,
    get: (key) => (isMap(target) ? child(target.get(key, true)) : undefined),
    items: () => (isSeq(target) ? target.items.flatMap((inner) => child(inner) ?? []) : []),
    text: () =>
      isScalar(target) && target.value !== null ? scalarText(file.path, target, file.positionOf) : undefined,
  };
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

function secondDocument({ start }: YamlDocument): Fault {
  return { message: "A second YAML document begins here; only the first was read.", pos: [start, start] };
}

function problemAt(path: string, { message, pos }: Fault, positionOf: (offset: number) => Position): SourceProblem {
  return { path, range: { start: positionOf(pos[0]), end: positionOf(Math.max(pos[0], pos[1])) }, message };
}
