// Decides those tests of a script that the repository already answers, and learns from one that was passed: a script that leaves unless a tag
// looks like a commit has checked it.
import type { EditCommand } from "@deploy-actions/workflow-source/command";
import { commitMark, isLiteral, mark, replaceMarks, soleText, withHop } from "@deploy-actions/workflow-source/value";
import type { Word as SyntaxWord } from "unbash";
import { expandValues, unset, variable } from "./expand.ts";
import type { Node } from "./grammar.ts";
import { changesLater } from "./loop.ts";
import { checkedBy } from "./pattern.ts";
import { type Comparison, type Question, questionOf } from "./question.ts";
import { NO_ANSWER, type Run } from "./run.ts";

const EQUALITIES = new Set(["=", "==", "!="]);
/** What makes the right of `==` in double brackets a pattern; extended ones are always on there. */
const PATTERN = /[*?[]|[@+!]\(/;
/** What lets a word without quotes become several, or the names of files. */
const SPLITS = /^$|[\s*?[]/;
const NEVER_EMPTY: ReadonlySet<string> = new Set(["commit", "digest", "run", "time"]);

/** How a test that was walked has ended, where that is already known. */
export function outcomeOf(run: Run, node: Node): boolean | undefined {
  const question = questionOf(node);
  return question.is === "open" ? undefined : answered(unheard(run), question);
}

function answered(run: Run, question: Question): boolean | undefined {
  if (question.is === "open") return undefined;
  if (question.is === "comparison") {
    const outcome = compared(run, question);
    return outcome === undefined ? undefined : outcome !== question.negated;
  }
  // One answer may settle the whole: a false one of "every", a true one of "some".
  const settles = question.is === "some";
  const answers = question.of.map((one) => answered(run, one));
  if (answers.includes(settles)) return settles;
  return answers.includes(undefined) ? undefined : !settles;
}

/** Takes into the scope what holds once the test has ended with `outcome`. */
export function refine(run: Run, node: Node, outcome: boolean): void {
  learn(run, questionOf(node), outcome);
}

/** `outcome` is undefined where it is not known which of several questions decided. */
function learn(run: Run, question: Question, outcome: boolean | undefined): void {
  if (question.is === "open") return;
  if (question.is === "comparison") {
    learnFrom(run, question, outcome);
    return;
  }
  const all = outcome === (question.is === "every") || question.of.length === 1;
  for (const one of question.of) learn(run, one, all ? outcome : undefined);
}

function learnFrom(run: Run, comparison: Comparison, outcome: boolean | undefined): void {
  const { scope } = run;
  const learnt = learntBy(run, comparison);
  if (learnt === undefined) return;
  const { left, right = left, negated } = comparison;
  const name = variableOf(left);
  const known = name === undefined ? expandValues(unheard(run), left) : (variable(run, name) ?? unset(name, run, left));
  // Where it has not passed, the variable is what it was: later, nobody knows which way was taken.
  if (name !== undefined) scope.variables.set(name, known);
  if (outcome === undefined || outcome === (negated !== learnt.byDiffering)) return;
  if (learnt.isCommit) for (const value of known) scope.checked.add(value);
  if (name === undefined) return;
  const hop = { what: `$${name}, ${learnt.how}`, place: run.script.place(left.pos, right.end) };
  scope.variables.set(name, withHop([{ text: learnt.text, trail: known[0]?.trail ?? [] }], hop));
}

/** What a variable is after a test of it; `byDiffering` where that is learnt when the test fails. */
type Learnt = {
  readonly text: string;
  readonly how: string;
  readonly isCommit: boolean;
  readonly byDiffering: boolean;
};

function learntBy(run: Run, { operator, right }: Comparison): Learnt | undefined {
  if (right === undefined) return undefined;
  if (operator === "=~") {
    const checked = checkedBy(right.value);
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

/** The commands in the words of a test were heard when it was walked. */
function unheard(run: Run): Run {
  const listener = {
    command: () => NO_ANSWER,
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

/** What the word may be, or nothing where a part of it is not known. */
function literals(run: Run, word: SyntaxWord): readonly string[] {
  const texts = expandValues(run, word).map(({ text }) => text);
  return texts.every(isLiteral) ? texts : [];
}

function mayFallApart(run: Run, word: SyntaxWord): boolean {
  const isQuoted = /^(["']).*\1$/s.test(word.text);
  return !isQuoted && expandValues(run, word).some(({ text }) => SPLITS.test(replaceMarks(text, () => "x")));
}

/** Undefined where only a run knows: what somebody may leave out can be empty, a commit cannot. */
function isEmpty(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (replaceMarks(text, ({ kind }) => (NEVER_EMPTY.has(kind) ? "x" : "")) !== "") return false;
  return isLiteral(text) ? true : undefined;
}

function variableOf(word: SyntaxWord): string | undefined {
  return /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(word.text)?.[1];
}
