// Walks a script in the order in which it runs and tells a listener of its commands, each with what its words may be by then. Branches
// that may be taken run in a fork of the scope; loops run once with all values of their variable.

import type { Template } from "../source/template.ts";
import { isLiteral, mark } from "../value/mark.ts";
import { only, soleText, through, union } from "../value/value.ts";
import { andOr } from "./chain.ts";
import { outcomeOf, refine } from "./condition.ts";
import { expandFields, expandValues } from "./expand.ts";
import { readGrammar } from "./grammar.ts";
import { oneOf, together } from "./output.ts";
import { wordsOf } from "./question.ts";
import { redirected } from "./redirect.ts";
import { anyLine, NOTHING, type Run, type Streams } from "./run.ts";
import type { Scope } from "./scope.ts";
import { runSimple } from "./simple.ts";
import { spliced } from "./spliced.ts";
import type { Case, CompoundList, If, Node, Statement } from "./syntax.ts";

/** What was printed, where somebody wanted it and it is known. */
export type Output = Template | undefined;

/** Runs a whole script. Errors of its grammar become problems; what stands around them is still walked. */
export function walkScript(around: Run, streams: Streams): Output {
  const run = { ...around, script: spliced(around.script) };
  const { script, errors } = readGrammar(run.script.text);
  const [first] = errors;
  if (first !== undefined) {
    const message = `This script cannot be read from here on: ${first.message}. Commands around it may have gone unchecked.`;
    run.listener.problem(message, run.script.place(first.start, first.start));
  }
  if (script === undefined) return undefined;
  return walkAll(run, script.commands, streams);
}

export function walkAll(run: Run, statements: readonly Statement[], streams: Streams): Output {
  const outputs: Output[] = [];
  for (const { command } of statements) {
    if (run.scope.ended || !run.listener.spend()) break;
    outputs.push(walk(run, command, streams));
  }
  return streams.wanted ? together(outputs) : undefined;
}

export function walk(run: Run, node: Node, streams: Streams): Output {
  if (!run.listener.spend()) return undefined;
  switch (node.type) {
    case "Command":
      return runSimple(run, node, streams);
    case "Pipeline":
      return pipeline(run, node.commands, streams);
    case "AndOr":
      return andOr(run, node, streams);
    case "If":
      return ifElse(run, node, streams);
    case "Case":
      return cases(run, node, streams);
    case "For":
    case "Select": {
      const words = (node.wordlist ?? []).flatMap((word) => expandFields(run, word));
      const values = words.length === 0 ? only(mark("command")) : union(...words.map((word) => word.values));
      const name = node.name.text;
      const place = run.script.place(node.name.pos, node.name.end);
      run.scope.variables.set(name, through(values, { what: `$${name}`, place }));
      return words.length === 0 ? loop(run, node.body, streams) : walkAll(run, node.body.commands, streams);
    }
    case "While": {
      const line = streams.stdin === undefined ? undefined : anyLine(streams.stdin);
      walkAll(run, node.clause.commands, { stdin: line, wanted: false });
      return loop(run, node.body, { ...streams, stdin: line });
    }
    case "ArithmeticFor":
      return loop(run, node.body, streams);
    case "BraceGroup":
      return walkAll(run, node.body.commands, streams);
    case "CompoundList":
      return walkAll(run, node.commands, streams);
    case "Subshell": {
      const inner = run.scope.fork();
      const output = walkAll({ ...run, scope: inner }, node.body.commands, streams);
      run.scope.adopt(inner);
      return output;
    }
    case "TestCommand":
      for (const word of wordsOf(node.expression)) expandValues(run, word);
      return NOTHING;
    case "Redirected":
      return redirected(run, node.redirects, streams, (inner) => walk(run, node.command, inner));
    case "Function":
      run.scope.functions.set(node.name.text, { node, script: run.script });
      return NOTHING;
    case "Coproc":
      return walk(run, node.body, streams);
    default:
      return NOTHING;
  }
}

function pipeline(run: Run, commands: readonly Node[], streams: Streams): Output {
  let stdin = streams.stdin;
  let output: Output;
  commands.forEach((command, index) => {
    const isLast = index === commands.length - 1;
    output = walk(run, command, { stdin, wanted: isLast ? streams.wanted : true });
    stdin = output;
  });
  return output;
}

function ifElse(run: Run, node: If, streams: Streams): Output {
  const branches: Scope[] = [];
  const outputs: Output[] = [];
  let left = run.scope.fork();
  let decided = false;
  for (const { clause, then } of [node, ...node.elif]) {
    if (decided) break;
    const here: Run = { ...run, scope: left };
    walkAll(here, clause.commands, { stdin: undefined, wanted: false });
    const test = clause.commands.at(-1)?.command;
    const known = test === undefined ? undefined : outcomeOf(here, test);
    if (known === false) continue;
    const taken = left.fork();
    if (test !== undefined) refine({ ...run, scope: taken }, test, true);
    outputs.push(walkAll({ ...run, scope: taken }, then.commands, streams));
    branches.push(taken);
    left = left.fork();
    if (test !== undefined) refine({ ...run, scope: left }, test, false);
    decided = known === true;
  }
  if (!decided) {
    outputs.push(node.else === undefined ? NOTHING : walkAll({ ...run, scope: left }, node.else.commands, streams));
    branches.push(left);
  }
  run.scope.become(branches, run.inherited);
  return streams.wanted ? oneOf(outputs) : undefined;
}

function cases(run: Run, node: Case, streams: Streams): Output {
  const subject = soleText(expandValues(run, node.word));
  const literal = subject !== undefined && isLiteral(subject) ? subject : undefined;
  const branches: Scope[] = [];
  const outputs: Output[] = [];
  let covered = false;
  for (const { pattern, body } of node.items) {
    const patterns = pattern.map(({ text }) => text.replace(/^(["'])(.*)\1$/, "$2"));
    const isPlain = patterns.every((one) => /^[\w.-]+$/.test(one));
    if (literal !== undefined && isPlain && !patterns.includes(literal)) continue;
    const taken = run.scope.fork();
    outputs.push(walkAll({ ...run, scope: taken }, body.commands, streams));
    branches.push(taken);
    covered ||= patterns.includes("*") || (literal !== undefined && patterns.includes(literal));
    if (covered) break;
  }
  if (!covered) branches.push(run.scope.fork());
  run.scope.become(branches, run.inherited);
  return streams.wanted ? oneOf(outputs) : undefined;
}

/** The body may run or not; what it sets joins what held before. */
function loop(run: Run, body: CompoundList, streams: Streams): Output {
  const before = run.scope.fork();
  const inside = run.scope.fork();
  const output = walkAll({ ...run, scope: inside }, body.commands, streams);
  run.scope.become(inside.ended ? [before] : [inside, before], run.inherited);
  return output;
}
