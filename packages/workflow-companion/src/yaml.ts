// Parses YAML templates: compose files, manifests and charts, which the job itself may have written with expressions in them. Every scalar
// is a template. Supports several documents, anchors and merge keys (https://yaml.org/type/merge.html), and never throws.
import { FILE_START, limitReached, type SourceProblem, type Template } from "@deploy-actions/workflow-source";
import { withoutReserved } from "@deploy-actions/workflow-source/value";
import { type Fault, readDocuments, scalarText } from "@deploy-actions/workflow-source/yaml";
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";

/** A node with aliases and merge keys resolved. Cyclic nodes are safe as long as callers limit the depth. */
export type Yaml = {
  /** Entries of a mapping, in order, those from merge keys last; empty for other nodes. */
  entries(): readonly YamlEntry[];
  get(key: string): Yaml | undefined;
  /** Items of a sequence; empty for other nodes. */
  items(): readonly Yaml[];
  /** A non-null scalar as a template; numbers are kept as written. */
  text(): Template | undefined;
  /** `none` is an empty value, `null` or `~`. A plain scalar may be a number or a boolean. */
  readonly kind: "mapping" | "sequence" | "plain" | "quoted" | "none";
  /** A custom tag, such as `!reset`. */
  readonly tag: string | undefined;
};

type YamlEntry = { readonly key: string; readonly value: Yaml };

export type YamlTemplate = { readonly documents: readonly Yaml[]; readonly problems: readonly SourceProblem[] };

/** Parse results, cached for as long as the template is in use, because several commands deploy the same files. */
const known = new WeakMap<Template, YamlTemplate>();

/** The non-empty documents, in order, and at most one problem, with its place. */
export function readYaml(template: Template): YamlTemplate {
  const before = known.get(template);
  if (before !== undefined) return before;
  const read = parse(template);
  known.set(template, read);
  return read;
}

function parse(template: Template): YamlTemplate {
  const { documents, fault } = readDocuments(template.text);
  return {
    documents: documents.flatMap(({ root, targets }) =>
      isContent(root) ? [nodeOf(root, { template, targets, merges: MERGE_LIMIT }, 0)] : [],
    ),
    problems: fault === undefined ? [] : [problemAt(template, fault)],
  };
}

/** Limits for mappings and entries from merge keys, and for chains of merge keys: more than real files have. */
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
    kind: kindOf(target),
    tag: target?.tag,
  };
}

function kindOf(node: Node | undefined): Yaml["kind"] {
  if (isMap(node)) return "mapping";
  if (isSeq(node)) return "sequence";
  if (!isScalar(node) || node.value === null) return "none";
  return node.type === "PLAIN" ? "plain" : "quoted";
}

function entriesOf(target: Node | undefined, reading: Reading, depth: number): ReadonlyMap<string, Yaml> {
  const own = new Map<string, Yaml>();
  const merged: Node[] = [];
  for (const { key, value } of isMap(target) ? target.items : []) {
    if (!isScalar(key) || !isNode(value)) continue;
    if (key.value === "<<") merged.push(...mergedBy(value, reading));
    else own.set(String(key.value), nodeOf(value, reading, 0));
  }
  if (depth >= MERGE_DEPTH) return merged.length === 0 ? own : incomplete(own);
  for (const source of merged) {
    if (reading.merges-- <= 0) return incomplete(own);
    for (const { key, value } of nodeOf(source, reading, depth + 1).entries()) {
      if (reading.merges-- <= 0) return incomplete(own);
      if (!own.has(key)) own.set(key, value);
    }
  }
  return own;
}

function incomplete<T>(entries: T): T {
  limitReached("a file merges more mappings than are read");
  return entries;
}

/** A merge key's value is a mapping or a list of them; earlier ones take precedence. */
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

/** An escape such as "\U00100000" would be read as a hole. */
function isForged({ srcToken }: Scalar): boolean {
  return srcToken?.type === "double-quoted-scalar" && srcToken.source.includes("\\U");
}

function isContent(contents: Node | null): contents is Node {
  return contents !== null && !(isScalar(contents) && contents.value === null);
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

function problemAt(template: Template, { message, pos: [start, end] }: Fault): SourceProblem {
  const { path, range } = template.place(start, Math.max(start, Math.min(end, template.text.length)));
  return { path, range: range(), message };
}
