// Commands joined by && and ||: each runs depending on how the previous one ended.
import { learnFromTest, outcomeOf } from "./condition.ts";
import type { AndOr, Node } from "./grammar.ts";
import { concatenated, eitherOutput } from "./output.ts";
import { isTest } from "./parse-test.ts";
import { NOTHING, type Output, type Run, type Streams } from "./run.ts";
import type { Scope } from "./scope.ts";

/** The scopes after a command succeeded and after it failed; undefined if it cannot end that way. */
type Ends = { readonly passed: Scope | undefined; readonly failed: Scope | undefined };

/**
 * Runs `a && b || c`. The result of a test may be unknown. Any other command is assumed to succeed eventually, so the scope after its
 * failure is used only for the right side of `||`.
 */
export function andOr(run: Run, { commands, operators }: AndOr, streams: Streams): Output {
  if (commands.length > CHAIN_LIMIT) {
    for (const command of commands) run.execute.node(run, command, { stdin: streams.stdin, wanted: false });
    return undefined;
  }
  const outputs: Output[] = [];
  const expected: Scope[] = [];
  const step = (node: Node, scope: Scope): Ends => {
    const here = { ...run, scope };
    outputs.push(run.execute.node(here, node, streams));
    const ends = endsOf(here, node);
    if (isTest(node) && ends.failed !== undefined) expected.push(ends.failed);
    return ends;
  };
  const [first, ...rest] = commands;
  if (first === undefined) return NOTHING;
  let { passed, failed } = step(first, run.scope.fork());
  rest.forEach((command, index) => {
    const isAnd = operators[index] === "&&";
    const from = isAnd ? passed : failed;
    if (from === undefined || from.ended) return;
    expected.splice(0, isAnd ? 0 : expected.length);
    const ends = step(command, from.fork());
    passed = isAnd ? ends.passed : either(run, passed, ends.passed);
    failed = isAnd ? either(run, failed, ends.failed) : ends.failed;
  });
  const left = [passed, ...expected].flatMap((scope) => (scope === undefined || scope.ended ? [] : [scope]));
  // `git diff --quiet && exit` is also a test.
  run.scope.become(left.length > 0 || failed === undefined ? left : [failed], run.inherited);
  if (!streams.wanted) return undefined;
  return operators.every((operator) => operator === "&&") && expected.length === 0
    ? concatenated(outputs)
    : eitherOutput(outputs);
}

/**
 * Maximum number of commands in a chain. Each command keeps the results of all before it, so time is quadratic; longer chains are run as a
 * plain sequence.
 */
const CHAIN_LIMIT = 300;

function endsOf(run: Run, node: Node): Ends {
  const { scope } = run;
  if (!isTest(node)) return { passed: scope, failed: cannotFail(node) ? undefined : scope };
  const known = outcomeOf(run, node);
  const end = (outcome: boolean): Scope | undefined => {
    if (known === !outcome) return undefined;
    const ended = scope.fork();
    learnFromTest({ ...run, scope: ended }, node, outcome);
    return ended;
  };
  return { passed: end(true), failed: end(false) };
}

/** Plain assignments and commands that only print. An assignment ends as the last command substitution in it does. */
function cannotFail(node: Node): boolean {
  if (node.type !== "Command") return false;
  if (node.name !== undefined) return /^(?:echo|printf|export|:|true)$/.test(node.name.text);
  return (
    node.redirects.length === 0 &&
    !node.prefix.some((part) => /\$\(|`|\$\{[^}]*\?/.test(part.type === "Assignment" ? part.text : ""))
  );
}

function either(run: Run, one: Scope | undefined, other: Scope | undefined): Scope | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return run.scope.joined([one, other], run.inherited);
}
