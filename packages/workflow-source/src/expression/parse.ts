// Parses the body of a `${{ }}` with GitHub's own grammar (@actions/expressions) and never throws. Modules are imported individually,
// because the package's root also loads its code completion.
import type { Expr } from "@actions/expressions/ast";
import { ExpressionError } from "@actions/expressions/errors";
import { Lexer } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";

/** Why a body is invalid. `message` is a complete sentence, `offset` the position of the first wrong character in the body. */
export type ExpressionFault = { readonly message: string; readonly offset: number };

export type Parsed =
  | { readonly ok: true; readonly expression: Expr }
  | { readonly ok: false; readonly fault: ExpressionFault };

/** GitHub's contexts, and Gitea's and Forgejo's names for `github`. */
const CONTEXTS = [
  ...["github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix", "needs", "inputs"],
  ...["gitea", "forgejo", "forge"],
];

/** Functions missing in the grammar: status checks and `hashFiles`. */
const FUNCTIONS = ["always", "cancelled", "failure", "hashFiles", "success"].map((name) => ({
  name,
  minArgs: name === "hashFiles" ? 1 : 0,
  maxArgs: 255,
}));

/** Cached parse results: a repository repeats the same few hundred expressions. */
const CACHE_LIMIT = 2_000;
const cache = new Map<string, Parsed>();

export function parseExpression(body: string): Parsed {
  const known = cache.get(body);
  if (known !== undefined) return known;
  if (cache.size >= CACHE_LIMIT) cache.clear();
  const parsed = parse(body);
  cache.set(body, parsed);
  return parsed;
}

function parse(body: string): Parsed {
  try {
    if (body.trim() === "") return refused("it is empty", 0);
    const { tokens } = new Lexer(body).lex();
    return { ok: true, expression: new Parser(tokens, CONTEXTS, FUNCTIONS).parse() };
  } catch (error) {
    return refused(reasonOf(error), Math.min(offsetOf(error, body), body.length));
  }
}

function refused(reason: string, offset: number): Parsed {
  return { ok: false, fault: { message: `This expression cannot be parsed: ${reason}.`, offset } };
}

/** The parser's message, without the complete expression that its lexer repeats. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "the parser gave up";
  if (error.message === "ErrorExceededMaxLength") return "it is longer than GitHub's limit of 21,000 characters";
  const [first = ""] = error.message.split(/\. Located at position \d/, 1);
  const reason = first.length > 120 ? `${first.slice(0, 120)}…` : first;
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

/** The parser's errors have a line and column; the lexer's mention their position only in the text. */
function offsetOf(error: unknown, body: string): number {
  if (error instanceof ExpressionError) {
    const before = body.split("\n", error.pos.line);
    return before.reduce((sum, line) => sum + line.length + 1, 0) + error.pos.column;
  }
  const position = error instanceof Error ? / Located at position (\d+) within/.exec(error.message)?.[1] : undefined;
  return position === undefined ? 0 : Number(position) - 1;
}
