// Reads any text as the documents of a YAML stream, with the `yaml` library and within bounds: whatever the text holds, this does not
// throw, it takes time that grows with the text and no faster, and what was read before a bound was met is handed on.
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type Pair,
  Parser,
  type Scalar,
} from "yaml";
import type { ScalarSource, YamlAlias, YamlDocument, YamlNode, YamlPair, YamlScalar } from "./yaml-node.ts";

/** `message` is a sentence; `pos` the start and end in the text. */
export type Fault = { readonly message: string; readonly pos: readonly [number, number] };

/** `fault` is the first thing that is wrong. Documents that it spoils are there as far as they could be read. */
export type YamlStream = { readonly documents: readonly YamlDocument[]; readonly fault: Fault | undefined };

export function parsedDocuments(text: string): YamlStream {
  const composed: Document[] = [];
  // The stack of an error costs more than all the rest, and a hostile line holds an error for each of its characters.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const bound = compose(text, composed);
    const read = composed.map((document) => ({ errors: document.errors, ...converted(document) }));
    const faulty = read.find(({ errors, dangling }) => errors.length > 0 || dangling.length > 0);
    const [error] = faulty?.errors ?? [];
    const wrong = error === undefined ? faulty?.dangling[0] : { message: notYaml(error.message), pos: error.pos };
    // What a bound cut off leaves errors behind that say less.
    return { documents: read.map(({ root, start }) => ({ root, start })), fault: bound ?? wrong };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { documents: [], fault: faultAt(0, notYaml(message)) };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Nodes within nodes, before recursion could run out of stack. Far above any file that people write, as are the other bounds. */
const NESTING_LIMIT = 400;
/** Each document costs the library a setup of its own. */
const DOCUMENT_LIMIT = 1000;
/** Pieces that the lexer cuts a text into: some nine a line, of which a whole script is one. */
const LEXEME_LIMIT = 150_000;

const OPTIONS = {
  keepSourceTokens: true,
  // Keys that stand twice are GitHub's to report, and to look for them takes time with the square of their number.
  uniqueKeys: false,
  // Drawing a line for an error takes time with the length of the line.
  prettyErrors: false,
  logLevel: "error",
} as const;

/** Adds the documents of the text to `documents`. Returns the bound that was met, if one was. */
function compose(text: string, documents: Document[]): Fault | undefined {
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  const take = (tokens: Iterable<CST.Token>): void => {
    for (const token of tokens) for (const document of composer.next(token)) documents.push(document);
  };
  let bound: Fault | undefined;
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    bound = boundMet(++lexemes, documents.length, parser);
    if (bound !== undefined) break;
    take(parser.next(lexeme));
  }
  take(parser.end());
  for (const document of composer.end(true, text.length)) documents.push(document);
  return bound;
}

function boundMet(lexemes: number, documents: number, { stack, offset }: Parser): Fault | undefined {
  const met = (bound: string): Fault => faultAt(offset, `This file ${bound}; what follows was not read.`);
  if (stack.length > NESTING_LIMIT) return met(`nests deeper than ${NESTING_LIMIT} levels`);
  if (lexemes > LEXEME_LIMIT) return met(`holds more than ${LEXEME_LIMIT} pieces of YAML`);
  return documents > DOCUMENT_LIMIT ? met(`holds more than ${DOCUMENT_LIMIT} YAML documents`) : undefined;
}

function faultAt(offset: number, message: string): Fault {
  return { message, pos: [offset, offset] };
}

/** The document in nodes of ours, and its aliases that stand for nothing. */
function converted({ contents, range }: Document): YamlDocument & { readonly dangling: readonly Fault[] } {
  const anchors = new Map<string, YamlAlias["target"]>();
  const dangling: Fault[] = [];
  return { root: nodeOf(contents), start: range?.[0] ?? 0, dangling };

  function nodeOf(node: unknown): YamlNode | undefined {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined) dangling.push(withoutAnchor(node));
      return { is: "alias", target };
    }
    if (isScalar(node)) return anchored(node, scalarOf(node));
    // An alias may stand inside of what it stands for.
    if (isSeq(node)) {
      const items: YamlNode[] = [];
      const list = anchored(node, { is: "list", items, tag: node.tag });
      for (const item of node.items) items.push(...present(nodeOf(item)));
      return list;
    }
    if (!isMap(node)) return undefined;
    const entries: YamlPair[] = [];
    const map = anchored(node, { is: "map", entries, tag: node.tag });
    for (const pair of node.items) entries.push(...present(pairOf(pair)));
    return map;
  }

  function pairOf({ key, value }: Pair): YamlPair | undefined {
    const keyNode = nodeOf(key);
    const valueNode = nodeOf(value);
    if (!isScalar(key) || keyNode?.is !== "scalar" || valueNode === undefined) return undefined;
    return { key: String(key.value), keyNode, value: valueNode };
  }

  function anchored<N extends NonNullable<YamlAlias["target"]>>({ anchor }: { anchor?: string }, node: N): N {
    if (anchor !== undefined) anchors.set(anchor, node);
    return node;
  }
}

function present<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

function scalarOf({ value, source = "", range, srcToken, tag }: Scalar): YamlScalar {
  const text = value === null ? undefined : typeof value === "string" ? value : source;
  const [start, end] = range ?? [0, 0];
  return { is: "scalar", text, start, end, source: srcToken && sourceOf(srcToken), tag };
}

function sourceOf(token: CST.Token): ScalarSource | undefined {
  switch (token.type) {
    case "scalar":
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      return { form: "flow", written: token.source, offset: token.offset };
    case "block-scalar": {
      const header = token.props.find(({ type }) => type === "block-scalar-header");
      const last = token.props.at(-1);
      if (header === undefined || !("source" in header) || last === undefined || !("source" in last)) return undefined;
      const offset = last.offset + last.source.length;
      return { form: "block", header: header.source, indent: token.indent, written: token.source, offset };
    }
    default:
      return undefined;
  }
}

function withoutAnchor({ source, range }: Alias): Fault {
  const [start, end] = range ?? [0, 0];
  return { message: notYaml(`no anchor &${source} stands before this alias`), pos: [start, end] };
}

/** Characters of the library's words, which may quote as much as the text holds. */
const QUOTE_LIMIT = 200;

function notYaml(said: string): string {
  if (/call stack/.test(said)) return "This file nests too deeply to be read as YAML.";
  const line = said.split("\n", 1)[0] ?? "";
  const words = line.length > QUOTE_LIMIT ? `${line.slice(0, QUOTE_LIMIT)}…` : line.replace(/[:.]$/, "");
  return `This is not valid YAML: ${words}.`;
}
