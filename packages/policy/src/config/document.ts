// Parses a YAML document and finds the position of a value or key by its path.
import { FILE_START, positionsOf, type Range } from "@deploy-actions/workflow";
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, parseDocument, visit } from "yaml";

/** Keys of mappings and indices of lists, from the root. */
export type Keys = readonly PropertyKey[];
/** Start and end in the text. */
export type Offsets = readonly [number, number];
export type Fault = { readonly at: Offsets; readonly message: string };

export type Parsed =
  | { readonly ok: true; readonly document: Document; readonly value: unknown }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Characters. The `yaml` library's search for duplicate keys takes quadratic time. */
const SIZE_LIMIT = 65_536;

/** Reads every scalar as text (failsafe schema). Never throws. */
export function parse(text: string): Parsed {
  if (text.length > SIZE_LIMIT) {
    return refused(`This file has ${text.length} characters; the limit for a configuration file is ${SIZE_LIMIT}.`);
  }
  try {
    const document = parseDocument(text, { schema: "failsafe", prettyErrors: false, logLevel: "error" });
    const faults = document.errors.map(
      ({ pos, message }): Fault => ({
        at: pos,
        message: `This is not valid YAML: ${message}.`,
      }),
    );
    const key = keyThatIsNotText(document);
    if (key !== undefined) faults.push({ at: key, message: "A key must be text, not a list or a mapping." });
    if (faults.length > 0) return { ok: false, faults };
    return { ok: true, document, value: document.toJS() };
  } catch {
    // Exponential aliases, or nesting too deep for the stack.
    return refused("This file cannot be read: its YAML is nested too deeply or expands to too much data.");
  }
}

/** The place of such a key. The `yaml` library takes exponential time to write nested ones as text. */
function keyThatIsNotText(document: Document): Offsets | undefined {
  let found: Offsets | undefined;
  visit(document, {
    Pair(_, { key }) {
      const node = isAlias(key) ? key.resolve(document) : key;
      if (!isNode(node) || isScalar(node)) return undefined;
      const [start, end] = node.range ?? [0, 0];
      found = [start, end];
      return visit.BREAK;
    },
  });
  return found;
}

function refused(message: string): Parsed {
  return { ok: false, faults: [{ at: [0, 0], message }] };
}

/** Converts offsets to lines and columns. */
export function placesIn(text: string): (offsets: Offsets) => Range {
  const positionOf = positionsOf(text);
  return ([start, end]) => (end === 0 ? FILE_START : { start: positionOf(start), end: positionOf(end) });
}

/** The position of the value at a path, or of its nearest existing parent. */
export function offsetsOf(document: Document, path: Keys): Offsets {
  const node = nodeAt(document, path);
  if (node?.range) return [node.range[0], Math.max(node.range[0], node.range[1])];
  return path.length === 0 ? [0, 0] : offsetsOf(document, path.slice(0, -1));
}

/** The position of an entry's key. */
export function keyOffsets(document: Document, path: Keys): Offsets {
  const map = nodeAt(document, path.slice(0, -1));
  const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  const range = isScalar(pair?.key) ? pair.key.range : undefined;
  return range ? [range[0], range[1]] : offsetsOf(document, path.slice(0, -1));
}

/** The node at a path, with aliases resolved. */
export function nodeAt(document: Document, path: Keys): Node | undefined {
  let node: unknown = document.contents;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node) && typeof step === "number") node = node.items[step];
    else if (isMap(node)) node = node.items.find(({ key }) => isScalar(key) && key.value === step)?.value;
    else return undefined;
  }
  return isNode(node) ? node : undefined;
}
