// Parses a YAML file without ever throwing: what is broken becomes a problem with a place, the rest is still handed on.
import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, visit } from "yaml";
import type { Problem, SourceFile } from "./decode.ts";
import { FILE_START, type Position, positionsOf } from "./position.ts";
import { scalarText, type Text } from "./scalar.ts";

/** A YAML node behind its anchors, and what can be asked of it. */
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

/** Far above any workflow: beyond it the parser's recursion could run out of stack. */
export const NESTING_LIMIT = 400;

export function parseYaml(file: SourceFile): YamlFile {
  const positionOf = positionsOf(file.text);
  const deep = tooDeep(file.text);
  if (deep !== undefined) {
    const start = positionOf(deep);
    return unreadable(file, start, `This file nests brackets deeper than ${NESTING_LIMIT} levels.`);
  }
  try {
    const document = parseDocument(file.text, { keepSourceTokens: true, uniqueKeys: false, logLevel: "error" });
    const { targets, dangling } = aliasesOf(document);
    const faults = [...document.errors.map(({ message, pos }) => ({ message: firstLine(message), pos })), ...dangling];
    const problems = faults.slice(0, 1).map(({ message, pos }) => ({
      path: file.path,
      range: { start: positionOf(pos[0]), end: positionOf(pos[1]) },
      message: `This is not valid YAML: ${message}`,
    }));
    const root = document.contents;
    const resolve = (node: Node): Node | undefined => (isAlias(node) ? targets.get(node) : node);
    return { root: root === null ? undefined : toValue(file.path, root, resolve, positionOf), problems };
  } catch (error) {
    const reason = error instanceof RangeError ? "it nests too deeply" : "the parser gave up";
    return unreadable(file, FILE_START.start, `This file cannot be parsed as YAML: ${reason}.`);
  }
}

function toValue(
  path: string,
  node: Node,
  resolve: (node: Node) => Node | undefined,
  positionOf: (offset: number) => Position,
): Value {
  const target = resolve(node);
  const child = (inner: unknown): Value | undefined =>
    isNode(inner) ? toValue(path, inner, resolve, positionOf) : undefined;
  const entries = (): Entry[] => (isMap(target) ? target.items.flatMap((item) => entry(item.key, item.value)) : []);
  const entry = (key: unknown, inner: unknown): Entry[] => {
    const value = child(inner);
    if (!isScalar(key) || value === undefined) return [];
    return [{ key: String(key.value), keyText: scalarText(path, key, positionOf), value }];
  };
  return {
    entries,
    get: (key) => (isMap(target) ? child(target.get(key, true)) : undefined),
    items: () => (isSeq(target) ? target.items.flatMap((inner) => child(inner) ?? []) : []),
    text: () => (isScalar(target) && target.value !== null ? scalarText(path, target, positionOf) : undefined),
  };
}

export type Fault = { readonly message: string; readonly pos: readonly [number, number] };

/**
 * What each alias stands for, found in one walk, and the aliases that stand for nothing. A cycle is harmless: a {@link Value}
 * goes down only as far as it is asked to, and a workflow is asked a fixed number of levels deep.
 */
export function aliasesOf(document: Document): { targets: Map<Alias, Node>; dangling: Fault[] } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const dangling: Fault[] = [];
  visit(document, {
    Node(_, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
      else {
        const [start, end] = node.range ?? [0, 0];
        dangling.push({ message: `no anchor &${node.source} stands before this alias.`, pos: [start, end] });
      }
    },
  });
  return { targets, dangling };
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

/**
 * Where brackets first nest too deeply. Only a bracket where a YAML value may begin counts, so that the many of a script's
 * colour codes (`\e[31m`) don't add up.
 */
export function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    if (bracket === "]" || bracket === "}") depth = Math.max(0, depth - 1);
    else if (" \t\r\n[{,:".includes(text[index - 1] ?? " ")) depth++;
    if (depth > NESTING_LIMIT) return index;
  }
  return undefined;
}

function unreadable(file: SourceFile, start: Position, message: string): YamlFile {
  return { root: undefined, problems: [{ path: file.path, range: { start, end: start }, message }] };
}

export function firstLine(message: string): string {
  return (message.split("\n")[0] ?? message)
    .replace(/ at line \d+, column \d+:?$/, "")
    .replace(/:?\s*$/, ".")
    .replace(/\.\.$/, ".");
}
