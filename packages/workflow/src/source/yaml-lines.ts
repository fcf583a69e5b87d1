// Reads YAML as people write it, in one pass over its lines: mappings and sequences by their indentation, scalars and brackets that end on
// their line, block scalars, and anchors (YAML 1.2.2 chapters 6 to 9). It decides nothing that is hard to decide: at the first thing beyond
// that, be it a tag, a text over several lines or a mistake, it leaves the whole file to the parser.
import { blockScalarAt, endOfLine, nextLine } from "./yaml-block.ts";
import { afterBlanks, inlineNode, isBlankFrom, keyAt, scalarAt } from "./yaml-inline.ts";
import type { YamlAlias, YamlDocument, YamlNode, YamlPair } from "./yaml-node.ts";

/** Files beyond these are not what people write: whether they may be read at all, the parser decides. */
const NODE_LIMIT = 10_000;
const DOCUMENT_LIMIT = 100;
const NESTING_LIMIT = 50;

/** Undefined where the text holds anything that a parser has to look at. */
export function writtenDocuments(text: string): readonly YamlDocument[] | undefined {
  return /\r(?!\n)|\ufeff/.test(text) ? undefined : new Reader(text).documents();
}

const END = -1;

/** Stands before something: a key or a dash that begins a line, or follows the dashes of outer lists. */
class Reader {
  readonly #text: string;
  /** Offset of what it stands before, its column from 0, and the end of its line. At a document's end the column is {@link END}. */
  #at = 0;
  #column = END;
  #lineEnd = 0;
  #anchors = new Map<string, YamlAlias["target"]>();
  #nodes = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  documents(): readonly YamlDocument[] | undefined {
    const documents: YamlDocument[] = [];
    this.#goTo(0);
    if (this.#isMarker) this.#goTo(nextLine(this.#text, this.#lineEnd));
    for (let start = 0; documents.length < DOCUMENT_LIMIT; this.#goTo(nextLine(this.#text, this.#lineEnd))) {
      const root = this.#column === 0 ? this.#block() : undefined;
      if (root === undefined || this.#column !== END) return undefined;
      documents.push({ root, start });
      this.#anchors = new Map();
      if (!this.#isMarker) return documents;
      start = this.#at;
    }
    return undefined;
  }

  /** Goes to the first line from this offset on that holds more than a comment. */
  #goTo(from: number): void {
    const text = this.#text;
    for (let start = from; start < text.length; start = nextLine(text, this.#lineEnd)) {
      this.#at = afterBlanks(text, start);
      this.#lineEnd = endOfLine(text, this.#at);
      if (this.#at === this.#lineEnd || text[this.#at] === "#") continue;
      this.#column = this.#at - start;
      if (this.#isMarker) this.#column = END;
      return;
    }
    this.#at = text.length;
    this.#column = END;
  }

  /** Between two documents. */
  get #isMarker(): boolean {
    const [text, at] = [this.#text, this.#at];
    return text.startsWith("---", at) && this.#lineEnd === at + 3 && (at === 0 || text[at - 1] === "\n");
  }

  get #isDash(): boolean {
    const [text, at] = [this.#text, this.#at];
    return text[at] === "-" && (at + 1 === this.#lineEnd || text[at + 1] === " ");
  }

  #block(): YamlNode | undefined {
    if (++this.#depth > NESTING_LIMIT) return undefined;
    const node = this.#isDash ? this.#list() : this.#map();
    this.#depth--;
    return node;
  }

  #map(): YamlNode | undefined {
    const column = this.#column;
    const entries: YamlPair[] = [];
    do {
      const key = keyAt(this.#text, this.#at, this.#lineEnd);
      if (key === undefined) return undefined;
      const value = this.#value(key.end, column, true);
      if (value === undefined || ++this.#nodes > NODE_LIMIT) return undefined;
      entries.push({ key: key.node.text ?? "", keyNode: key.node, value });
    } while (this.#column === column);
    return this.#column > column ? undefined : { is: "map", entries, tag: undefined };
  }

  #list(): YamlNode | undefined {
    const column = this.#column;
    const items: YamlNode[] = [];
    do {
      const item = this.#item(column);
      if (item === undefined || ++this.#nodes > NODE_LIMIT) return undefined;
      items.push(item);
    } while (this.#column === column && this.#isDash);
    return this.#column > column ? undefined : { is: "list", items, tag: undefined };
  }

  /** What stands behind a dash. */
  #item(column: number): YamlNode | undefined {
    const at = afterBlanks(this.#text, this.#at + 1);
    if (keyAt(this.#text, at, this.#lineEnd) === undefined) return this.#value(this.#at + 1, column, false);
    this.#column += at - this.#at;
    this.#at = at;
    return this.#block();
  }

  /** What stands behind a colon or dash that ends at `from`, on its line or below; `column` is that of the entry. */
  #value(from: number, column: number, isEntry: boolean): YamlNode | undefined {
    const text = this.#text;
    if (isBlankFrom(text, from, this.#lineEnd)) {
      this.#goTo(nextLine(text, this.#lineEnd));
      // The dashes of a list need not stand further in than the key that it belongs to.
      const isInside = this.#column > column || (isEntry && this.#column === column && this.#isDash);
      return isInside ? this.#block() : scalarAt("", from, undefined);
    }
    const at = afterBlanks(text, from);
    if (text[at] === "&") return this.#anchored(at, column, isEntry);
    const node = this.#lineNode(at, column);
    const isScript = node?.is === "scalar" && node.source?.form === "block";
    if (node !== undefined) this.#goTo(isScript ? node.end : nextLine(text, this.#lineEnd));
    return node;
  }

  /** What begins on the line. */
  #lineNode(at: number, column: number): YamlNode | undefined {
    const first = this.#text.charAt(at);
    if (first === "|" || first === ">") return blockScalarAt(this.#text, at, this.#lineEnd, column);
    if (first !== "*") return inlineNode(this.#text, at, this.#lineEnd);
    const name = this.#nameAt(at);
    const target = this.#anchors.get(name);
    return target !== undefined && isBlankFrom(this.#text, at + 1 + name.length, this.#lineEnd)
      ? { is: "alias", target }
      : undefined;
  }

  #anchored(at: number, column: number, isEntry: boolean): YamlNode | undefined {
    const name = this.#nameAt(at);
    // What stands for itself, if only in part, is a matter for the parser.
    this.#anchors.delete(name);
    const end = at + 1 + name.length;
    const isAlone = name !== "" && (end === this.#lineEnd || this.#text[end] === " ");
    const node =
      isAlone && this.#text[afterBlanks(this.#text, end)] !== "&" ? this.#value(end, column, isEntry) : undefined;
    if (node === undefined || node.is === "alias") return undefined;
    this.#anchors.set(name, node);
    return node;
  }

  /** The name behind a `&` or `*`. */
  #nameAt(at: number): string {
    return /^[^\s,[\]{}&*]*/.exec(this.#text.slice(at + 1, this.#lineEnd))?.[0] ?? "";
  }
}
