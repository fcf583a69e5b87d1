// Parses a chart's template file into text and actions (Go's text/template). Unclosed and unknown blocks end at the end of the file, so
// parsing never fails.
import { limitReached } from "@deploy-actions/workflow-source";
import { partsOf, type Span } from "./actions.ts";
import { type Expression, type Pipeline, parsePipeline } from "./expression.ts";

/** Offsets in the file; for a block, those of its opening action. */
export type Node =
  | ({ readonly is: "text" } & Span)
  | ({ readonly is: "output"; readonly value: Expression } & Span)
  | ({ readonly is: "assign"; readonly name: string; readonly value: Expression } & Span)
  | Block;

/** `{{ if }}`, `{{ with }}`, `{{ range }}`: an `else if` is an `if` inside `otherwise`. */
export type Block = Span & {
  readonly is: "if" | "with" | "range";
  readonly names: readonly string[];
  readonly over: Expression;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
};

/** `define` and `block` provide the named templates that `include` and `template` call. */
export type TemplateFile = { readonly nodes: readonly Node[]; readonly defined: ReadonlyMap<string, readonly Node[]> };

export function parseTemplate(text: string): TemplateFile {
  const defined = new Map<string, readonly Node[]>();
  const nodes: Node[] = [];
  let into = nodes;
  const open: Open[] = [];
  const close = (): void => {
    const ended = open.pop();
    if (ended === undefined) return;
    into = ended.outer;
    if (ended.keyword === "define" || ended.keyword === "block") defined.set(ended.name, ended.body);
    if (ended.keyword === "block") {
      into.push({ is: "output", value: included(ended.name, ended.over), from: ended.from, to: ended.to });
    } else if (ended.keyword !== "define") {
      const { keyword: is, names, over, body, otherwise, from, to } = ended;
      into.push({ is, names, over, body, otherwise, from, to });
    }
    if (ended.isElseIf) close();
  };
  for (const part of partsOf(text)) {
    if (part.is === "text") {
      into.push(part);
      continue;
    }
    const [keyword = "", rest] = keywordOf(part.source);
    switch (keyword) {
      case "if":
      case "with":
      case "range":
      case "define":
      case "block": {
        if (open.length >= DEPTH_LIMIT) {
          limitReached(`blocks of a chart are nested more than ${DEPTH_LIMIT} levels deep`);
          return { nodes: [], defined };
        }
        const block = opened(keyword, rest, into, part);
        open.push(block);
        into = block.body;
        break;
      }
      case "else": {
        const current = open.at(-1);
        if (current === undefined) break;
        into = current.otherwise;
        const [inner = "", condition] = keywordOf(rest);
        if ((inner === "if" || inner === "with") && open.length < DEPTH_LIMIT) {
          const nested = { ...opened(inner, condition, into, part), isElseIf: true };
          open.push(nested);
          into = nested.body;
        }
        break;
      }
      case "end":
        close();
        break;
      case "template":
        into.push({ is: "output", value: parsePipeline(`include ${rest}`).value, from: part.from, to: part.to });
        break;
      case "break":
      case "continue":
        break;
      default:
        into.push(plain(parsePipeline(part.source), part.from, part.to));
    }
  }
  while (open.length > 0) close();
  return { nodes, defined };
}

/** Maximum block depth. Together with the limit for calls of named templates it prevents a stack overflow. */
const DEPTH_LIMIT = 40;

type Open = Span & {
  readonly keyword: Block["is"] | "define" | "block";
  readonly name: string;
  readonly names: readonly string[];
  readonly over: Expression;
  readonly body: Node[];
  readonly otherwise: Node[];
  readonly outer: Node[];
  readonly isElseIf: boolean;
};

function opened(keyword: Open["keyword"], rest: string, outer: Node[], { from, to }: Span): Open {
  const name = /^\s*["`]([^"`]*)["`]/.exec(rest);
  const isNamed = keyword === "define" || keyword === "block";
  const { names, value } = parsePipeline(isNamed ? rest.slice(name?.[0].length ?? 0) : rest);
  return {
    keyword,
    name: name?.[1] ?? "",
    names,
    over: value,
    body: [],
    otherwise: [],
    outer,
    isElseIf: false,
    from,
    to,
  };
}

function included(name: string, argument: Expression): Expression {
  return { is: "call", name: "include", args: [{ is: "text", text: name }, argument] };
}

function plain({ names: [name], value }: Pipeline, from: number, to: number): Node {
  return name === undefined ? { is: "output", value, from, to } : { is: "assign", name, value, from, to };
}

function keywordOf(source: string): readonly [string | undefined, string] {
  const word = /^\s*([a-z]+)(?=\s|$)/.exec(source);
  return [word?.[1], source.slice(word?.[0].length ?? 0)];
}
