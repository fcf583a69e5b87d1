// A YAML file as a tree of values with their places. What is broken becomes a problem with a place, the rest is still handed on.
import type { Problem, SourceFile } from "./decode.ts";
import { type Position, positionsOf } from "./position.ts";
import { scalarText, type Text } from "./scalar.ts";
import { readDocuments } from "./yaml-documents.ts";
import { valueAt, type YamlDocument, type YamlNode } from "./yaml-node.ts";
import type { Fault } from "./yaml-parser.ts";

/** A YAML node behind its anchors, and what can be asked of it. Asking goes one level down, so that a cycle does no harm. */
export type Value = {
  /** Entries of a mapping whose keys are plain text, in order; empty for everything else. */
  entries(): readonly Entry[];
  get(key: string): Value | undefined;
  items(): readonly Value[];
  text(): Text | undefined;
};

/** `keyText` is the key with its place. */
export type Entry = { readonly key: string; readonly keyText: Text; readonly value: Value };

export type YamlFile = { readonly root: Value | undefined; readonly problems: readonly Problem[] };

/** Reads a file that is one document, with at most one problem. Never throws. */
export function parseYaml({ path, text }: SourceFile): YamlFile {
  const positionOf = positionsOf(text);
  const { documents, fault } = readDocuments(text);
  const [document, another] = documents;
  const first = fault ?? (another === undefined ? undefined : secondDocument(another));
  const problems = first === undefined ? [] : [problemAt(path, first, positionOf)];
  return { root: document?.root && toValue(document.root, { path, positionOf }), problems };
}

type File = {
  readonly path: string;
  positionOf(offset: number): Position;
};

function toValue(node: YamlNode, file: File): Value {
  const target = node.is === "alias" ? node.target : node;
  const child = (inner: YamlNode): Value => toValue(inner, file);
  return {
    entries() {
      const pairs = target?.is === "map" ? target.entries : [];
      return pairs.map(({ key, keyNode, value }) => ({
        key,
        keyText: scalarText(file.path, keyNode, file.positionOf),
        value: child(value),
      }));
    },
    get(key) {
      const value = target?.is === "map" ? valueAt(target, key) : undefined;
      return value && child(value);
    },
    items: () => (target?.is === "list" ? target.items.map(child) : []),
    text: () =>
      target?.is === "scalar" && target.text !== undefined ? scalarText(file.path, target, file.positionOf) : undefined,
  };
}

function secondDocument({ start }: YamlDocument): Fault {
  return { message: "A second YAML document begins here; only the first was read.", pos: [start, start] };
}

function problemAt(path: string, { message, pos }: Fault, positionOf: (offset: number) => Position): Problem {
  return { path, range: { start: positionOf(pos[0]), end: positionOf(Math.max(pos[0], pos[1])) }, message };
}
