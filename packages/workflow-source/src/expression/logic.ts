// `||` and `&&` over alternatives. They return one of their operands and not a boolean: `a || b` is a default, `c && a || b` a choice.
import { type Expr, Grouping, Literal, Logical } from "@actions/expressions/ast";
import { TokenType } from "@actions/expressions/lexer";
import type { SourcePlace } from "../position.ts";
import type { Hop } from "../value/value.ts";
import { type Alternative, type Alternatives, distinct, text, truthiness } from "./alternative.ts";

/** The alternatives of `a || b || …` or `a && b && …`; `of` evaluates an operand, `place` is the place of the expression. */
export function logical(node: Logical, of: (node: Expr) => Alternatives, place: SourcePlace): Alternatives {
  const isAnd = node.operator.type === TokenType.AND;
  const possible: Alternative[] = [];
  for (const [index, operand] of node.args.entries()) {
    const here = isAnd ? of(operand) : throughFallback(of(operand), node.args[index - 1], operand, place);
    if (index === node.args.length - 1) possible.push(...here);
    else possible.push(...here.flatMap((one) => (isAnd ? whereFalse(one) : whereTrue(one))));
    // `&&` stops at the first false operand, `||` at the first true one.
    if (here.every((one) => truthiness(one) === !isAnd)) break;
  }
  return distinct(possible);
}

function whereTrue(one: Alternative): Alternatives {
  return truthiness(one) === false ? [] : [one];
}

/** An unknown value is false if it turns out to be empty. */
function whereFalse(one: Alternative): Alternatives {
  const truth = truthiness(one);
  return truth === true ? [] : truth === false ? [one] : [text("", one.trail)];
}

/** A text after `||` is a fallback, unless it is the "else" of `condition && this || that`. */
function throughFallback(values: Alternatives, before: Expr | undefined, node: Expr, place: SourcePlace): Alternatives {
  const [condition, value] = [ungrouped(before), ungrouped(node)];
  const isChoice = condition instanceof Logical && condition.operator.type === TokenType.AND;
  if (condition === undefined || isChoice || !(value instanceof Literal) || value.token.lexeme === "''") return values;
  const hop: Hop = { what: `|| ${value.token.lexeme}`, place, fallback: true };
  return values.map(({ data, trail }) => ({ data, trail: [hop, ...trail] }));
}

function ungrouped(node: Expr | undefined): Expr | undefined {
  let inner = node;
  while (inner instanceof Grouping) inner = inner.group;
  return inner;
}
