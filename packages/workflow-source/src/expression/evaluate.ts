// Evaluates the body of a `${{ }}` over sets of alternatives: GitHub's own grammar, and its semantics as far as they can be known
// without a run. What is not known stays in the result as a mark, never as a guess.
// https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
import type { Expr, ExprVisitor, Literal } from "@actions/expressions/ast";
import { Kind } from "@actions/expressions/data/index";
import { TokenType } from "@actions/expressions/lexer";
import { FILE_START, type SourcePlace } from "../position.ts";
import { mark, withoutReserved } from "../value/mark.ts";
import { only, type Values } from "../value/value.ts";
import { type Alternative, type Alternatives, booleans, open, resultOf, text, truthiness } from "./alternative.ts";
import { compare } from "./compare.ts";
import { access, type Lookup, type Surroundings } from "./context.ts";
import { call, pairs } from "./functions.ts";
import { logical } from "./logic.ts";
import { type ExpressionFault, parseExpression } from "./parse.ts";
import { bodyOf, expressionSpans } from "./span.ts";

export type { Lookup } from "./context.ts";

/** With an `error`, `values` is one mark. */
export type Evaluation = { readonly values: Values; readonly error?: ExpressionFault };

/** Far above what people write: beyond them the rest of an expression counts as unknown. */
const NODE_LIMIT = 500;
const DEPTH_LIMIT = 200;

const NOWHERE: SourcePlace = { path: "", range: () => FILE_START };

/** What an expression may be as text. `body` stands between `${{` and `}}`; `place` is where the trail shows its defaults. */
export function evaluateExpression(body: string, lookup: Lookup, place: SourcePlace): Evaluation {
  const parsed = parseExpression(body);
  if (!parsed.ok) return { values: only(mark("expression")), error: parsed.fault };
  return { values: resultOf(alternativesOf(parsed.expression, { lookup, place })) };
}

/** Whether an `if:` holds, written with or without `${{ }}`; undefined where only a run knows, or where it cannot be parsed. */
export function truthOf(condition: string, lookup: Lookup): boolean | undefined {
  const body = bodyOfCondition(condition);
  if (body === undefined) return true;
  const parsed = parseExpression(body);
  if (!parsed.ok) return undefined;
  const truths = new Set(alternativesOf(parsed.expression, { lookup, place: NOWHERE }).map(truthiness));
  return truths.size === 1 ? [...truths][0] : undefined;
}

/** Undefined for an expression amid other text: together they are a text that is not empty. */
function bodyOfCondition(condition: string): string | undefined {
  const written = condition.trim();
  const [first] = expressionSpans(written);
  if (first === undefined) return written;
  return first.start === 0 && first.end === written.length ? bodyOf(written, first) : undefined;
}

function alternativesOf(root: Expr, surroundings: Surroundings): Alternatives {
  let nodes = 0;
  let depth = 0;
  const of = (node: Expr): Alternatives => {
    nodes++;
    if (nodes > NODE_LIMIT || depth > DEPTH_LIMIT) return open();
    depth++;
    const alternatives = node.accept(visitor);
    depth--;
    return alternatives;
  };
  const visitor: ExprVisitor<Alternatives> = {
    visitLiteral: (node) => [literal(node)],
    visitGrouping: (node) => of(node.group),
    visitContextAccess: (node) => access(node, of, surroundings),
    visitIndexAccess: (node) => access(node, of, surroundings),
    visitUnary: (node) => booleans(of(node.expr).map((one) => opposite(truthiness(one)))),
    visitBinary: (node) => {
      const ask = (left: Alternative, right: Alternative) => compare(left, node.operator.lexeme, right);
      return booleans(pairs(of(node.left), of(node.right), ask));
    },
    visitLogical: (node) => logical(node, of, surroundings.place),
    visitFunctionCall: (node) => call(node.functionName.lexeme.toLowerCase(), node.args.map(of)),
  };
  return of(root);
}

/** Written by hand for texts, since the grammar unescapes only the first quote of one. */
function literal({ literal: data, token }: Literal): Alternative {
  if (data.kind !== Kind.String || token.type !== TokenType.STRING) return { data, trail: [] };
  return text(withoutReserved(token.lexeme.slice(1, -1).replaceAll("''", "'")));
}

function opposite(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}
