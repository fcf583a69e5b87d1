// Parses a text as a stream of YAML documents, with the `yaml` library and within limits: it never throws, takes linear time, and returns
// everything read before a limit was reached.
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

/** `targets` has the node for each alias. A cycle is harmless to callers that limit how deep they go. */
export type YamlDocument = {
  readonly root: Node | null;
  readonly start: number;
  readonly targets: ReadonlyMap<Alias, Node>;
};

/** `message` is a sentence; `pos` is the start and end in the text. */
export type Fault = { readonly message: string; readonly pos: readonly [number, number] };

/** `fault` is the first error. Affected documents contain what could be read. */
export type YamlStream = { readonly documents: readonly YamlDocument[]; readonly fault: Fault | undefined };

export function readDocuments(text: string): YamlStream {
  const composed: Document[] = [];
  // Creating error stacks is the most expensive part, and a hostile line can cause an error for each character.
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
      // After truncation at a limit, the parser's own errors are less helpful.
      fault: bound ?? wrong,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { documents: [], fault: faultAt(0, notYaml(message)) };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Maximum nesting depth, to avoid a stack overflow. Like the other limits, far above what people write. */
const NESTING_LIMIT = 400;
/** The library has a setup cost for each document. */
const DOCUMENT_LIMIT = 1000;
/** Maximum number of lexer tokens: about nine per line, or one for a complete script. */
const LEXEME_LIMIT = 150_000;

const OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  keepSourceTokens: true,
  // For plain scalars only null matters: numbers and booleans are kept as text.
  schema: "failsafe",
  customTags: ["null"],
  // GitHub reports duplicate keys itself, and searching for them takes quadratic time.
  uniqueKeys: false,
  // Rendering the source line of an error takes time proportional to its length.
  prettyErrors: false,
  logLevel: "error",
};

/** Adds the documents of the text to `documents`. Returns the limit that was reached, if any. */
function compose(text: string, documents: Document[]): Fault | undefined {
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  const take = (tokens: Iterable<CST.Token>): void => {
    for (const token of tokens) for (const document of composer.next(token)) documents.push(document);
  };
  let bound: Fault | undefined;
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    bound = reachedLimit(++lexemes, documents.length, parser);
    if (bound !== undefined) break;
    take(parser.next(lexeme));
  }
  take(parser.end());
  for (const document of composer.end(true, text.length)) documents.push(document);
  return bound;
}

function reachedLimit(lexemes: number, documents: number, { stack, offset }: Parser): Fault | undefined {
  const reached = (bound: string): Fault => faultAt(offset, `This file ${bound}; the rest was not read.`);
  if (stack.length > NESTING_LIMIT) return reached(`is nested more than ${NESTING_LIMIT} levels deep`);
  if (lexemes > LEXEME_LIMIT) return reached(`contains more than ${LEXEME_LIMIT} YAML tokens`);
  return documents > DOCUMENT_LIMIT ? reached(`contains more than ${DOCUMENT_LIMIT} YAML documents`) : undefined;
}

function faultAt(offset: number, message: string): Fault {
  return { message, pos: [offset, offset] };
}

/** Matches wherever an alias may start; few files have any. */
const ALIAS = /(?:^|[\s,[{])\*[^\s,[\]{}]/;
const NO_ALIASES: Aliases = { targets: new Map(), dangling: [] };

type Aliases = { readonly targets: ReadonlyMap<Alias, Node>; readonly dangling: readonly Fault[] };

/** The node for each alias, found in one pass, and the aliases without a node. */
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
        const message = notYaml(`there is no anchor &${node.source} before this alias`);
        dangling.push({ message, pos: [start, end] });
      }
    },
  });
  return { targets, dangling };
}

/** Maximum number of characters kept from the library's message, which may quote long source text. */
const QUOTE_LIMIT = 200;

function notYaml(said: string): string {
  if (/call stack/.test(said)) return "This file is nested too deeply to be read as YAML.";
  const line = said.split("\n", 1)[0] ?? "";
  const words = line.length > QUOTE_LIMIT ? `${line.slice(0, QUOTE_LIMIT)}…` : line.replace(/[:.]$/, "");
  return `This is not valid YAML: ${words}.`;
}
