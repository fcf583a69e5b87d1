// Walks the command substitutions in arithmetic, which run as any other: `(( n = $(docker ps -q | wc -l) ))`.
import type { ArithmeticExpression, Word } from "unbash";
import { type Run, UNUSED } from "./run.ts";

/** `expand` expands a word with all substitutions in it. */
export function walkArithmetic(
  run: Run,
  expression: ArithmeticExpression | undefined,
  expand: (run: Run, word: Word) => unknown,
): void {
  if (expression === undefined || !run.listener.spend()) return;
  switch (expression.type) {
    case "ArithmeticBinary":
      walkArithmetic(run, expression.left, expand);
      walkArithmetic(run, expression.right, expand);
      return;
    case "ArithmeticUnary":
      walkArithmetic(run, expression.operand, expand);
      return;
    case "ArithmeticTernary":
      walkArithmetic(run, expression.test, expand);
      walkArithmetic(run, expression.consequent, expand);
      walkArithmetic(run, expression.alternate, expand);
      return;
    case "ArithmeticGroup":
      walkArithmetic(run, expression.expression, expand);
      return;
    case "ArithmeticCommandExpansion": {
      if (expression.script === undefined) return;
      const inner = run.scope.fork();
      run.execute.statements({ ...run, scope: inner }, expression.script.commands, UNUSED);
      run.scope.adopt(inner);
      return;
    }
    case "ArithmeticWord": {
      const { parts, pos, end, value } = expression;
      if (parts !== undefined) expand(run, { type: "Word", pos, end, text: value, value, parts });
    }
  }
}
