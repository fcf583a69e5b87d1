// Evaluates tests that the repository already answers, and learns from passed tests: a script that exits unless a tag looks like a commit
// has checked it.
import type { EditCommand } from "@deploy-actions/workflow-source/command";
import { commitMark, isLiteral, mark, replaceMarks, soleText, withHop } from "@deploy-actions/workflow-source/value";
import type { Word as SyntaxWord } from "unbash";
import { kindCheckedBy } from "./checked-pattern.ts";
import { expandValues, unsetVariable, variable } from "./expand.ts";
import type { Node } from "./grammar.ts";
import { changesLater } from "./loop.ts";
import { type Comparison, type ParsedTest, parseTest } from "./parse-test.ts";
import { NO_RESULT, type Run } from "./run.ts";

const EQUALITIES = new Set(["=", "==", "!="]);
/** Characters that make the right side of `==` a pattern in double brackets, where extended patterns are always enabled. */
const PATTERN = /[*?[]|[@+!]\(/;
/** Characters that can split an unquoted word or expand it to file names. */
const SPLITS = /^$|[\s*?[]/;
const NEVER_EMPTY: ReadonlySet<string> = new Set(["commit", "digest", "run", "time"]);

/** The result of a test that was walked, if known. */
export function outcomeOf(run: Run, node: Node): boolean | undefined {
  const question = parseTest(node);
  return question.is === "open" ? undefined : answered(silent(run), question);
}

function answered(run: Run, question: ParsedTest): boolean | undefined {
  if (question.is === "open") return undefined;
  if (question.is === "comparison") {
    const outcome = compared(run, question);
    return outcome === undefined ? undefined : outcome !== question.negated;
  }
  // One result can decide the whole: a false one for "every", a true one for "some".
  const settles = question.is === "some";
  const answers = question.of.map((one) => answered(run, one));
  if (answers.includes(settles)) return settles;
  return answers.includes(undefined) ? undefined : !settles;
}

/** Updates the scope with what is known once the test has ended with `outcome`. */
export function learnFromTest(run: Run, node: Node, outcome: boolean): void {
  learnFromComparison(run, parseTest(node), outcome);
}

/** `outcome` is undefined if it is unknown which of several tests decided. */
function learnFromComparison(run: Run, question: ParsedTest, outcome: boolean | undefined): void {
  if (question.is === "open") return;
  if (question.is === "comparison") {
    learnFrom(run, question, outcome);
    return;
  }
  const all = outcome === (question.is === "every") || question.of.length === 1;
  for (const one of question.of) learnFromComparison(run, one, all ? outcome : undefined);
}

function learnFrom(run: Run, comparison: Comparison, outcome: boolean | undefined): void {
  const { scope } = run;
  const learned = learnedFrom(run, comparison);
  if (learned === undefined) return;
  const { left, right = left, negated } = comparison;
  const name = variableOf(left);
  const known =
    name === undefined ? expandValues(silent(run), left) : (variable(run, name) ?? unsetVariable(name, run, left));
  // If the test failed, the variable keeps its values: later it is unknown which branch was taken.
  if (name !== undefined) scope.variables.set(name, known);
  if (outcome === undefined || outcome === (negated !== learned.byDiffering)) return;
  if (learned.isCommit) for (const value of known) scope.checked.add(value);
  if (name === undefined) return;
  const hop = { what: `$${name}, ${learned.how}`, place: run.script.place(left.pos, right.end) };
  scope.variables.set(name, withHop([{ text: learned.text, trail: known[0]?.trail ?? [] }], hop));
}

/** What is known about a variable after a test; `byDiffering` if it is learned when the test fails. */
type Learned = {
  readonly text: string;
  readonly how: string;
  readonly isCommit: boolean;
  readonly byDiffering: boolean;
};

function learnedFrom(run: Run, { operator, right }: Comparison): Learned | undefined {
  if (right === undefined) return undefined;
  if (operator === "=~") {
    const checked = kindCheckedBy(right.value);
    if (checked === undefined) return undefined;
    const isCommit = checked === "commit";
    const text = isCommit ? commitMark() : mark("version");
    return { text, how: `checked to be a ${checked}`, isCommit, byDiffering: false };
  }
  if (!EQUALITIES.has(operator)) return undefined;
  const [text, ...others] = literals(run, right);
  if (text === undefined || others.length > 0 || text === "" || PATTERN.test(text)) return undefined;
  return { text, how: `compared with "${text}"`, isCommit: false, byDiffering: operator === "!=" };
}

/** Commands in the words of a test were already reported when it was walked. */
function silent(run: Run): Run {
  const listener = {
    command: () => NO_RESULT,
    knows: () => false,
    unknown: () => undefined,
    unread: () => undefined,
    problem: () => undefined,
    edit: (command: EditCommand) => run.listener.edit(command),
    spend: (cost?: number) => run.listener.spend(cost),
  };
  return { ...run, scope: run.scope.fork(), listener };
}

function compared(run: Run, { operator, left, right, splits }: Comparison): boolean | undefined {
  const words = right === undefined ? [left] : [left, right];
  if (words.some((word) => changesLater(run, word) || (splits && mayFallApart(run, word)))) return undefined;
  if (operator === "-z" || operator === "-n") {
    const empty = isEmpty(soleText(expandValues(run, left)));
    return empty === undefined ? undefined : empty === (operator === "-z");
  }
  if (right === undefined || !EQUALITIES.has(operator)) return undefined;
  const [first, second] = [literals(run, left), literals(run, right)];
  if (second.some((text) => PATTERN.test(text))) return undefined;
  const answers = new Set(first.flatMap((one) => second.map((other) => (one === other) !== (operator === "!="))));
  return answers.size === 1 ? [...answers][0] : undefined;
}

/** The possible texts of the word; empty if part of it is unknown. */
function literals(run: Run, word: SyntaxWord): readonly string[] {
  const texts = expandValues(run, word).map(({ text }) => text);
  return texts.every(isLiteral) ? texts : [];
}

function mayFallApart(run: Run, word: SyntaxWord): boolean {
  const isQuoted = /^(["']).*\1$/s.test(word.text);
  return !isQuoted && expandValues(run, word).some(({ text }) => SPLITS.test(replaceMarks(text, () => "x")));
}

/** Undefined if known only at run time: an optional value can be empty, a commit cannot. */
function isEmpty(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (replaceMarks(text, ({ kind }) => (NEVER_EMPTY.has(kind) ? "x" : "")) !== "") return false;
  return isLiteral(text) ? true : undefined;
}

function variableOf(word: SyntaxWord): string | undefined {
  return /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(word.text)?.[1];
}
