// Evaluates the body of a `${{ }}` over sets of alternatives, with GitHub's own grammar and its semantics as far as they are known before a
// run. Unknown values remain in the result as marks and are never guessed.
// https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
import type { Expr, ExprVisitor, Literal } from "@actions/expressions/ast";
import { Kind } from "@actions/expressions/data/index";
import { TokenType } from "@actions/expressions/lexer";
import { FILE_START, type SourcePlace } from "../position.ts";
import { mark, withoutReserved } from "../value/mark.ts";
import { only, type Values } from "../value/value.ts";
import { type Alternative, type Alternatives, booleans, open, resultOf, text, truthiness } from "./alternative.ts";
import { compare } from "./compare.ts";
import { access, type EvaluationContext, type Lookup } from "./context.ts";
import { call, pairs } from "./functions.ts";
import { logical } from "./logic.ts";
import { type ExpressionFault, parseExpression } from "./parse.ts";
import { bodyOf, expressionSpans } from "./span.ts";

export type { Lookup } from "./context.ts";

/** If there is an `error`, `values` is a single mark. */
export type Evaluation = { readonly values: Values; readonly error?: ExpressionFault };

/** Far above realistic expressions; beyond these limits, the rest of an expression counts as unknown. */
const NODE_LIMIT = 500;
const DEPTH_LIMIT = 200;

const NOWHERE: SourcePlace = { path: "", range: () => FILE_START };

/** The possible texts of an expression. `body` is between `${{` and `}}`; `place` is used for defaults in the trail. */
export function evaluateExpression(body: string, lookup: Lookup, place: SourcePlace): Evaluation {
  const parsed = parseExpression(body);
  if (!parsed.ok) return { values: only(mark("expression")), error: parsed.fault };
  return { values: resultOf(alternativesOf(parsed.expression, { lookup, place })) };
}

/** Whether an `if:` condition holds, with or without `${{ }}`; undefined if known only at run time, or if it cannot be parsed. */
export function truthOf(condition: string, lookup: Lookup): boolean | undefined {
  const body = bodyOfCondition(condition);
  if (body === undefined) return true;
  const parsed = parseExpression(body);
  if (!parsed.ok) return undefined;
  const truths = new Set(alternativesOf(parsed.expression, { lookup, place: NOWHERE }).map(truthiness));
  return truths.size === 1 ? [...truths][0] : undefined;
}

/** Undefined for an expression mixed with other text: together they form a non-empty string. */
function bodyOfCondition(condition: string): string | undefined {
  const written = condition.trim();
  const [first] = expressionSpans(written);
  if (first === undefined) return written;
  return first.start === 0 && first.end === written.length ? bodyOf(written, first) : undefined;
}

function alternativesOf(root: Expr, context: EvaluationContext): Alternatives {
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
    visitContextAccess: (node) => access(node, of, context),
    visitIndexAccess: (node) => access(node, of, context),
    visitUnary: (node) => booleans(of(node.expr).map((one) => opposite(truthiness(one)))),
    visitBinary: (node) => {
      const ask = (left: Alternative, right: Alternative) => compare(left, node.operator.lexeme, right);
      return booleans(pairs(of(node.left), of(node.right), ask));
    },
    visitLogical: (node) => logical(node, of, context.place),
    visitFunctionCall: (node) => call(node.functionName.lexeme.toLowerCase(), node.args.map(of)),
  };
  return of(root);
}

/** Unescapes strings here, because the grammar unescapes only the first quote. */
function literal({ literal: data, token }: Literal): Alternative {
  if (data.kind !== Kind.String || token.type !== TokenType.STRING) return { data, trail: [] };
  return text(withoutReserved(token.lexeme.slice(1, -1).replaceAll("''", "'")));
}

function opposite(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}
