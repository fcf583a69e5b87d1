// Reads a text as the documents of a YAML stream, with the `yaml` library and within bounds: whatever the text holds, this does not throw,
// it takes time that grows with the text and no faster, and what was read before a bound was met is handed on.
import {
  type Alias,
  Composer,
  type CST,
  type Document,
  type DocumentOptions,
  isAlias,
  Lexer,
  type Node,
  type ParseOptions,
  Parser,
  type SchemaOptions,
  visit,
} from "yaml";

/** `targets` has what each alias stands for. A cycle is harmless to whoever goes down only as far as he must. */
export type YamlDocument = {
  readonly root: Node | null;
  readonly start: number;
  readonly targets: ReadonlyMap<Alias, Node>;
};

/** `message` is a sentence; `pos` the start and end in the text. */
export type Fault = { readonly message: string; readonly pos: readonly [number, number] };

/** `fault` is the first thing that is wrong. Documents that it spoils are there as far as they could be read. */
export type YamlStream = { readonly documents: readonly YamlDocument[]; readonly fault: Fault | undefined };

export function readDocuments(text: string): YamlStream {
  const composed: Document[] = [];
  // The stack of an error costs more than all the rest, and a hostile line holds an error for each of its characters.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const bound = compose(text, composed);
    const hasAliases = ALIAS.test(text);
    const read = composed.map((document) => ({ document, ...(hasAliases ? aliasesIn(document) : NO_ALIASES) }));
    const faulty = read.find(({ document, dangling }) => document.errors.length > 0 || dangling.length > 0);
    const [error] = faulty?.document.errors ?? [];
    const wrong = error === undefined ? faulty?.dangling[0] : { message: notYaml(error.message), pos: error.pos };
    return {
      documents: read.map(({ document: { contents, range }, targets }) => ({
        root: contents,
        start: range?.[0] ?? 0,
        targets,
      })),
      // What a bound cut off leaves errors behind that say less.
      fault: bound ?? wrong,
    };
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

const OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  keepSourceTokens: true,
  // All that matters of a plain scalar is whether it is null: numbers and truths are what is written.
  schema: "failsafe",
  customTags: ["null"],
  // Keys that stand twice are GitHub's to report, and to look for them takes time with the square of their number.
  uniqueKeys: false,
  // Drawing a line for an error takes time with the length of the line.
  prettyErrors: false,
  logLevel: "error",
};

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

/** Wherever an alias may begin: few files have any. */
const ALIAS = /(?:^|[\s,[{])\*[^\s,[\]{}]/;
const NO_ALIASES: Aliases = { targets: new Map(), dangling: [] };

type Aliases = { readonly targets: ReadonlyMap<Alias, Node>; readonly dangling: readonly Fault[] };

/** What each alias stands for, found in one walk, and the aliases that stand for nothing. */
function aliasesIn(document: Document): Aliases {
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
        const message = notYaml(`no anchor &${node.source} stands before this alias`);
        dangling.push({ message, pos: [start, end] });
      }
    },
  });
  return { targets, dangling };
}

/** Characters of the library's words, which may quote as much as the text holds. */
const QUOTE_LIMIT = 200;

function notYaml(said: string): string {
  if (/call stack/.test(said)) return "This file nests too deeply to be read as YAML.";
  const line = said.split("\n", 1)[0] ?? "";
  const words = line.length > QUOTE_LIMIT ? `${line.slice(0, QUOTE_LIMIT)}…` : line.replace(/[:.]$/, "");
  return `This is not valid YAML: ${words}.`;
}
