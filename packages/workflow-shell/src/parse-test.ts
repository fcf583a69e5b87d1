// Parses the tests of a script: `[ … ]`, `test …`, `[[ … ]]`, `echo … | grep -q …`, and combinations of them (GNU Bash reference, 3.2.5.2
// and 6.4).
import type { Word as SyntaxWord, TestExpression } from "unbash";
import type { Node } from "./grammar.ts";

/** `negated` inverts the result. `right` is missing for unary tests; `=~` is a pattern search, also for grep. */
export type Comparison = {
  readonly is: "comparison";
  readonly operator: string;
  readonly left: SyntaxWord;
  readonly right: SyntaxWord | undefined;
  readonly negated: boolean;
  /** In single brackets, an unquoted word may be split or vanish: `[ -n $NONE ]` is true. */
  readonly splits: boolean;
};

export type ParsedTest =
  | Comparison
  /** True if all of these are true, or if at least one of them is. */
  | { readonly is: "every" | "some"; readonly of: readonly ParsedTest[] }
  /** A test with a result known only at run time. */
  | { readonly is: "open" };

const TESTS = new Set(["[", "test", "grep", "egrep"]);
const OPEN: ParsedTest = { is: "open" };

/** True if a command is run for its exit code. */
export function isTest(node: Node): boolean {
  if (node.type === "Pipeline") {
    const last = node.commands.at(-1);
    return last !== undefined && isTest(last);
  }
  return node.type === "TestCommand" || (node.type === "Command" && TESTS.has(node.name?.text ?? ""));
}

/** The test that a command's exit code represents. */
export function parseTest(node: Node): ParsedTest {
  switch (node.type) {
    case "AndOr": {
      const is = node.operators.includes("||") ? "some" : "every";
      return new Set(node.operators).size > 1 ? OPEN : { is, of: node.commands.map(parseTest) };
    }
    case "Pipeline": {
      const [only] = node.commands;
      const inner = node.commands.length === 1 && only !== undefined ? parseTest(only) : grepped(node.commands);
      const isTurned = node.prefixes.filter(({ type }) => type === "Negation").length % 2 === 1;
      return isTurned ? opposite(inner) : inner;
    }
    case "TestCommand":
      return ofExpression(node.expression);
    case "Command": {
      const name = node.name?.text;
      const words = node.args.flatMap((arg) => (arg.type === "Word" ? [arg] : []));
      if (name === "[") return ofWords(words.slice(0, -1));
      return name === "test" ? ofWords(words) : OPEN;
    }
    default:
      return OPEN;
  }
}

/** The words of a `[[ … ]]`. */
export function wordsOf(expression: TestExpression): readonly SyntaxWord[] {
  switch (expression.type) {
    case "TestUnary":
      return [expression.operand];
    case "TestBinary":
      return [expression.left, expression.right];
    case "TestGroup":
      return wordsOf(expression.expression);
    case "TestNot":
      return wordsOf(expression.operand);
    default:
      return expression.operands.flatMap(wordsOf);
  }
}

function opposite(question: ParsedTest): ParsedTest {
  if (question.is === "open") return question;
  if (question.is === "comparison") return { ...question, negated: !question.negated };
  return { is: question.is === "every" ? "some" : "every", of: question.of.map(opposite) };
}

function ofWords(words: readonly SyntaxWord[]): ParsedTest {
  const [first, second, third] = words;
  if (first?.text === "!" && words.length > 1) return opposite(ofWords(words.slice(1)));
  if (first === undefined || second === undefined || words.length > 3) return OPEN;
  const [operator, left] = third === undefined ? [first, second] : [second, first];
  return { is: "comparison", operator: operator.text, left, right: third, negated: false, splits: true };
}

function ofExpression(expression: TestExpression): ParsedTest {
  switch (expression.type) {
    case "TestUnary": {
      const { operator, operand: left } = expression;
      // A pattern or a negated group, depending on the shell's options.
      if (left.parts?.some(({ type }) => type === "ExtendedGlob")) return OPEN;
      return { is: "comparison", operator, left, right: undefined, negated: false, splits: false };
    }
    case "TestBinary": {
      const { operator, left, right } = expression;
      return { is: "comparison", operator, left, right, negated: false, splits: false };
    }
    case "TestGroup":
      return ofExpression(expression.expression);
    case "TestNot": {
      const inner = ofExpression(expression.operand);
      return expression.negations.length % 2 === 1 ? opposite(inner) : inner;
    }
    default:
      return { is: expression.operator === "&&" ? "every" : "some", of: expression.operands.map(ofExpression) };
  }
}

/** `echo "$TAG" | grep -Eq PATTERN`. */
function grepped([echo, grep, ...others]: readonly Node[]): ParsedTest {
  if (echo?.type !== "Command" || grep?.type !== "Command" || others.length > 0) return OPEN;
  if (!/^e?grep$/.test(grep.name?.text ?? "") || !/^(?:echo|printf)$/.test(echo.name?.text ?? "")) return OPEN;
  const left = echo.args.findLast((arg) => arg.type === "Word");
  const right = grep.args.find((arg) => arg.type === "Word" && !arg.text.startsWith("-"));
  if (left?.type !== "Word" || right?.type !== "Word") return OPEN;
  const negated = grep.args.some((arg) => arg.type === "Word" && /^-\w*v/.test(arg.text));
  return { is: "comparison", operator: "=~", left, right, negated, splits: false };
}
