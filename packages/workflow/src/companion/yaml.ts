// Reads the YAML of a template: compose files, manifests, charts, which the job itself may have written with expressions in them. Every
// scalar is a template again. Knows several documents, anchors and merge keys (https://yaml.org/type/merge.html), and never throws.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
} from "yaml";
import type { Problem } from "../source/decode.ts";
import { aliasesOf, firstLine, NESTING_LIMIT, tooDeep } from "../source/document.ts";
import { FILE_START } from "../source/position.ts";
import { scalarText } from "../source/scalar.ts";
import type { Template } from "../source/template.ts";
import { withoutReserved } from "../value/mark.ts";

/** A node behind its anchors and merge keys. Asking a cyclic one is safe as long as one goes a fixed number of levels down. */
export type Yaml = {
  /** Entries of a mapping, in order; empty for everything else. What a merge key brings in comes last. */
  entries(): readonly YamlEntry[];
  get(key: string): Yaml | undefined;
  /** Items of a sequence; empty for everything else. */
  items(): readonly Yaml[];
  /** A scalar that is not null, as a template: numbers as they are written. */
  text(): Template | undefined;
  /** An own tag, such as `!reset`. */
  readonly tag: string | undefined;
};

export type YamlEntry = { readonly key: string; readonly value: Yaml };

export type YamlTemplate = { readonly documents: readonly Yaml[]; readonly problems: readonly Problem[] };

/** What a file was read to, for as long as its template is there: several commands deploy the same files. */
const known = new WeakMap<Template, YamlTemplate>();

/** The documents that are not empty, in order, and at most one problem, with its place. */
export function readYaml(template: Template): YamlTemplate {
  const before = known.get(template);
  if (before !== undefined) return before;
  const read = parse(template);
  known.set(template, read);
  return read;
}

/** Each document costs the parser a setup of its own; no manifest that people write comes near. */
const DOCUMENTS_LIMIT = 1000;

function parse(template: Template): YamlTemplate {
  const deep = tooDeep(template.text);
  if (deep !== undefined) {
    return unreadable(template, deep, deep, `This file nests brackets deeper than ${NESTING_LIMIT} levels.`);
  }
  const crowded = [...template.text.matchAll(/^---/gm)][DOCUMENTS_LIMIT]?.index;
  if (crowded !== undefined) {
    return unreadable(template, crowded, crowded, `This file holds more than ${DOCUMENTS_LIMIT} YAML documents.`);
  }
  try {
    const parsed = parseAllDocuments(template.text, { keepSourceTokens: true, uniqueKeys: false, logLevel: "error" });
    const all: readonly Document[] = "empty" in parsed ? [] : parsed;
    const read = all.map((document) => ({ document, ...aliasesOf(document) }));
    const faults = read.flatMap(({ document, dangling }) => [
      ...document.errors.map(({ message, pos }) => ({ message: firstLine(message), pos })),
      ...dangling,
    ]);
    const documents = read.flatMap(({ document: { contents }, targets }) =>
      isContent(contents) ? [nodeOf(contents, { template, targets, merges: MERGE_LIMIT }, 0)] : [],
    );
    const problems = faults
      .slice(0, 1)
      .map(({ message, pos }) => problemAt(template, pos[0], pos[1], `This is not valid YAML: ${message}`));
    return { documents, problems };
  } catch (error) {
    const reason = error instanceof RangeError ? "it nests too deeply" : "the parser gave up";
    return unreadable(template, 0, 0, `This file cannot be parsed as YAML: ${reason}.`);
  }
}

/** Mappings and entries that merge keys may bring in all together, and how often one may lead to the next: more than any file means. */
const MERGE_LIMIT = 50_000;
const MERGE_DEPTH = 20;

type Reading = { readonly template: Template; readonly targets: ReadonlyMap<Alias, Node>; merges: number };

function nodeOf(node: Node, reading: Reading, depth: number): Yaml {
  const target = isAlias(node) ? reading.targets.get(node) : node;
  let entries: ReadonlyMap<string, Yaml> | undefined;
  let items: readonly Yaml[] | undefined;
  const entriesOnce = (): ReadonlyMap<string, Yaml> => {
    entries ??= entriesOf(target, reading, depth);
    return entries;
  };
  return {
    entries: () => [...entriesOnce()].map(([key, value]) => ({ key, value })),
    get: (key) => entriesOnce().get(key),
    items() {
      items ??= isSeq(target) ? target.items.flatMap((item) => (isNode(item) ? nodeOf(item, reading, 0) : [])) : [];
      return items;
    },
    text: () => (isScalar(target) && target.value !== null ? scalarTemplate(target, reading.template) : undefined),
    tag: target?.tag,
  };
}

function entriesOf(target: Node | undefined, reading: Reading, depth: number): ReadonlyMap<string, Yaml> {
  const own = new Map<string, Yaml>();
  const merged: Node[] = [];
  for (const { key, value } of isMap(target) ? target.items : []) {
    if (!isScalar(key) || !isNode(value)) continue;
    if (key.value === "<<") merged.push(...mergedBy(value, reading));
    else own.set(String(key.value), nodeOf(value, reading, 0));
  }
  if (depth >= MERGE_DEPTH) return own;
  for (const source of merged) {
    if (reading.merges-- <= 0) return own;
    for (const { key, value } of nodeOf(source, reading, depth + 1).entries()) {
      if (reading.merges-- <= 0) return own;
      if (!own.has(key)) own.set(key, value);
    }
  }
  return own;
}

/** A merge key's value is a mapping or a list of them, the earlier ones first in rank. */
function mergedBy(value: Node, { targets }: Reading): readonly Node[] {
  const target = isAlias(value) ? targets.get(value) : value;
  return isSeq(target) ? target.items.filter(isNode) : [value];
}

function scalarTemplate(node: Scalar, template: Template): Template {
  const value = typeof node.value === "string" ? node.value : (node.source ?? "");
  const { offset } = scalarText("", node, () => FILE_START.start);
  return {
    text: isForged(node) ? withoutReserved(value) : value,
    holes: template.holes,
    written: template.written,
    place: (start, end) => template.place(offset(start), end > start ? offset(end - 1) + 1 : offset(start)),
  };
}

/** An escape such as "\U00100000" would read as a hole. */
function isForged({ srcToken }: Scalar): boolean {
  return srcToken?.type === "double-quoted-scalar" && srcToken.source.includes("\\U");
}

function isContent(contents: Node | null): contents is Node {
  return contents !== null && !(isScalar(contents) && contents.value === null);
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

function problemAt(template: Template, start: number, end: number, message: string): Problem {
  const { path, range } = template.place(start, Math.max(start, Math.min(end, template.text.length)));
  return { path, range: range(), message };
}

function unreadable(template: Template, start: number, end: number, message: string): YamlTemplate {
  return { documents: [], problems: [problemAt(template, start, end, message)] };
}
