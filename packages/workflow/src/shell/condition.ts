// Tests of a script: `[ … ]`, `[[ … ]]`, `grep -q`. Decides those that the repository already answers, and learns from one that was passed:
// a script that leaves unless a tag looks like a commit has checked it.
import type { Word as SyntaxWord, TestExpression } from "unbash";
import { commitMark, isLiteral, mark, replaceMarks } from "../value/mark.ts";
import { soleText, through } from "../value/value.ts";
import { expandValues, unset, variable } from "./expand.ts";
import { compiled } from "./glob.ts";
import type { Run } from "./run.ts";
import type { Node } from "./syntax.ts";

/** `negated` turns the answer round. `right` is missing for tests of one word. */
type Comparison = {
  readonly operator: string;
  readonly left: SyntaxWord;
  readonly right: SyntaxWord | undefined;
  readonly negated: boolean;
};

const TESTS = new Set(["[", "test", "grep", "egrep"]);
/** What tags are called, by what a pattern that takes them checks. */
const COMMITS = ["0a1b2c3", "0123456789abcdef0123456789abcdef01234567"];
const VERSIONS = ["1.2.3", "v1.2.3"];
const OTHERS = ["latest", "main", "prod", "release-1", ""];
const PATTERN_LIMIT = 120;
const EQUALITIES = new Set(["=", "==", "!="]);
/** What makes the right of `==` in double brackets a pattern. */
const PATTERN = /[*?[]/;
const NEVER_EMPTY: ReadonlySet<string> = new Set(["commit", "digest", "run", "time"]);

/** True when a command is there for its exit code. */
export function isTest(node: Node): boolean {
  if (node.type === "Pipeline") {
    const last = node.commands.at(-1);
    return last !== undefined && isTest(last);
  }
  return node.type === "TestCommand" || (node.type === "Command" && TESTS.has(node.name?.text ?? ""));
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

/** How a test that was walked has ended, where that is already known. */
export function outcomeOf(run: Run, node: Node): boolean | undefined {
  const comparison = comparisonOf(node);
  if (comparison === undefined) return undefined;
  const outcome = compared(unheard(run), comparison);
  return outcome === undefined ? undefined : outcome !== comparison.negated;
}

/** Takes into the scope what holds once the test has ended with `outcome`. */
export function refine(run: Run, node: Node, outcome: boolean): void {
  const comparison = comparisonOf(node) ?? greppedBy(node);
  const name = comparison === undefined ? undefined : variableOf(comparison.left);
  const learnt = comparison === undefined ? undefined : learntFrom(run, comparison);
  if (comparison === undefined || name === undefined || learnt === undefined) return;
  const known = variable(run, name) ?? unset(name, run, comparison.left);
  // Where it has not passed, the variable is what it was: later, nobody knows which way was taken.
  run.scope.variables.set(name, known);
  if (outcome === (comparison.negated !== learnt.byDiffering)) return;
  const place = run.script.place(comparison.left.pos, (comparison.right ?? comparison.left).end);
  const values = [{ text: learnt.text, trail: known[0]?.trail ?? [] }];
  run.scope.variables.set(name, through(values, { what: `$${name}, ${learnt.how}`, place }));
  if (learnt.isCommit) for (const value of known) run.scope.checked.add(value);
}

/** What a variable is after a test of it; `byDiffering` where that is learnt when the test fails. */
type Learnt = {
  readonly text: string;
  readonly how: string;
  readonly isCommit: boolean;
  readonly byDiffering: boolean;
};

function learntFrom(run: Run, { operator, right }: Comparison): Learnt | undefined {
  if (right === undefined) return undefined;
  if (operator === "=~") {
    const checked = checkedBy(right.value);
    if (checked === undefined) return undefined;
    const isCommit = checked === "commit";
    const text = isCommit ? commitMark() : mark("version");
    return { text, how: `checked to be a ${checked}`, isCommit, byDiffering: false };
  }
  if (!EQUALITIES.has(operator)) return undefined;
  const text = literal(run, right);
  if (text === undefined || text === "" || PATTERN.test(text)) return undefined;
  return { text, how: `compared with "${text}"`, isCommit: false, byDiffering: operator === "!=" };
}

/** The commands in the words of a test were heard when it was walked. */
function unheard(run: Run): Run {
  const listener = { command: () => [], problem: () => undefined, spend: () => run.listener.spend() };
  return { ...run, scope: run.scope.fork(), listener };
}

function compared(run: Run, { operator, left, right }: Comparison): boolean | undefined {
  if (operator === "-z" || operator === "-n") {
    const empty = isEmpty(soleText(expandValues(run, left)));
    return empty === undefined ? undefined : empty === (operator === "-z");
  }
  const first = right === undefined || !EQUALITIES.has(operator) ? undefined : literal(run, left);
  const second = first === undefined || right === undefined ? undefined : literal(run, right);
  if (second === undefined || PATTERN.test(second)) return undefined;
  return (first === second) !== (operator === "!=");
}

/** Undefined where only a run knows: what somebody may leave out can be empty, a commit cannot. */
function isEmpty(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (replaceMarks(text, ({ kind }) => (NEVER_EMPTY.has(kind) ? "x" : "")) !== "") return false;
  return isLiteral(text) ? true : undefined;
}

function literal(run: Run, word: SyntaxWord): string | undefined {
  const text = soleText(expandValues(run, word));
  return text !== undefined && isLiteral(text) ? text : undefined;
}

function comparisonOf(node: Node): Comparison | undefined {
  if (node.type === "Pipeline") {
    const [only] = node.commands;
    const inner = node.commands.length === 1 && only !== undefined ? comparisonOf(only) : undefined;
    const turned = node.prefixes.filter(({ type }) => type === "Negation").length % 2 === 1;
    return inner === undefined ? undefined : { ...inner, negated: inner.negated !== turned };
  }
  if (node.type === "TestCommand") return ofExpression(node.expression);
  if (node.type !== "Command" || (node.name?.text !== "[" && node.name?.text !== "test")) return undefined;
  const words = node.args.flatMap((arg) => (arg.type === "Word" ? [arg] : []));
  const inner = node.name.text === "[" ? words.slice(0, -1) : words;
  return ofWords(inner);
}

function ofWords(words: readonly SyntaxWord[]): Comparison | undefined {
  const [first, second, third] = words;
  if (first?.text === "!" && words.length > 1) {
    const inner = ofWords(words.slice(1));
    return inner === undefined ? undefined : { ...inner, negated: !inner.negated };
  }
  if (first !== undefined && second !== undefined && words.length === 2) {
    return { operator: first.text, left: second, right: undefined, negated: false };
  }
  if (first === undefined || second === undefined || third === undefined || words.length !== 3) return undefined;
  return { operator: second.text, left: first, right: third, negated: false };
}

function ofExpression(expression: TestExpression): Comparison | undefined {
  switch (expression.type) {
    case "TestUnary":
      return { operator: expression.operator, left: expression.operand, right: undefined, negated: false };
    case "TestBinary":
      return { operator: expression.operator, left: expression.left, right: expression.right, negated: false };
    case "TestGroup":
      return ofExpression(expression.expression);
    case "TestNot": {
      const inner = ofExpression(expression.operand);
      const turned = expression.negations.length % 2 === 1;
      return inner === undefined ? undefined : { ...inner, negated: inner.negated !== turned };
    }
    default:
      return undefined;
  }
}

/** `echo "$TAG" | grep -Eq PATTERN`, and the same with a here-string. */
function greppedBy(node: Node): Comparison | undefined {
  if (node.type !== "Pipeline") return undefined;
  const [echo, grep] = node.commands;
  if (echo?.type !== "Command" || grep?.type !== "Command" || node.commands.length !== 2) return undefined;
  if (!/^e?grep$/.test(grep.name?.text ?? "") || !/^(?:echo|printf)$/.test(echo.name?.text ?? "")) return undefined;
  const left = echo.args.findLast((arg) => arg.type === "Word");
  const right = grep.args.find((arg) => arg.type === "Word" && !arg.text.startsWith("-"));
  if (left?.type !== "Word" || right?.type !== "Word") return undefined;
  const negated = node.prefixes.filter(({ type }) => type === "Negation").length % 2 === 1;
  return { operator: "=~", left, right, negated };
}

function variableOf(word: SyntaxWord): string | undefined {
  return /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(word.text)?.[1];
}

/** What a text is that a pattern takes; undefined where it takes other names too. */
export function checkedBy(pattern: string): "commit" | "version" | undefined {
  if (pattern.length > PATTERN_LIMIT || isNested(pattern)) return undefined;
  const expression = compiled(pattern.replaceAll("[[:digit:]]", "[0-9]").replaceAll("[[:xdigit:]]", "[0-9a-f]"), "");
  if (expression === undefined || OTHERS.some((other) => expression.test(other))) return undefined;
  if (VERSIONS.some((version) => expression.test(version))) return "version";
  return COMMITS.some((commit) => expression.test(commit)) ? "commit" : undefined;
}

/** A group that is repeated without end, with a repetition in it, can take exponential time. */
function isNested(pattern: string): boolean {
  return /\([^()]*[*+][^()]*\)(?:[*+]|\{\d+,\})/.test(pattern);
}
