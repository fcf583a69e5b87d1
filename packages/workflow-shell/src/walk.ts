// Walks a script in execution order and reports its commands to a listener, with the possible values of their words at that point. Branches
// that may not be taken run in a fork of the scope; loops run once with all values of their variable.
import type { Word } from "@deploy-actions/workflow-source/command";
import { isLiteral, mark, only, soleText, union, withHop } from "@deploy-actions/workflow-source/value";
import { walkArithmetic } from "./arithmetic.ts";
import { andOr } from "./chain.ts";
import { learnFromTest, outcomeOf } from "./condition.ts";
import { expandFields, expandValues } from "./expand.ts";
import { type Case, type If, type Node, readGrammar, type Statement } from "./grammar.ts";
import { changesLater, runLoop } from "./loop.ts";
import { withNegatedGroups } from "./negated-group.ts";
import { concatenated, eitherOutput } from "./output.ts";
import { wordsOf } from "./parse-test.ts";
import { runRedirected } from "./redirect.ts";
import { anyLine, type Execute, NOTHING, type Output, type Run, type Start, type Streams, UNUSED } from "./run.ts";
import type { Scope } from "./scope.ts";
import { runSimple } from "./simple.ts";
import { spliceHoles } from "./splice-holes.ts";
import { runStartUpFile } from "./start-up-file.ts";

/** Runs a complete script. Syntax errors become problems; the code around them is still walked. */
export function walkScript(start: Start, streams: Streams): Output {
  const run: Run = { ...start, execute: EXECUTE };
  runStartUpFile(run, start.inherited("BASH_ENV"));
  const output = readAndWalk(run, streams);
  const { ended } = run.scope;
  for (let trap = run.scope.traps.shift(); trap !== undefined && run.listener.spend(); trap = run.scope.traps.shift()) {
    run.scope.ended = false;
    trap();
  }
  run.scope.ended = ended;
  return output;
}

function readAndWalk(around: Run, streams: Streams): Output {
  const run = { ...around, script: withNegatedGroups(spliceHoles(around.script)) };
  const { script, errors } = readGrammar(run.script.text);
  const [first] = errors;
  if (first !== undefined) {
    const message = `This script cannot be parsed from here on: ${first.message}. Commands around this position may not have been checked.`;
    run.listener.problem(message, run.script.place(first.start, first.start));
  }
  if (script === undefined) return undefined;
  return walkAll(run, script.commands, streams);
}

function walkAll(run: Run, statements: readonly Statement[], streams: Streams): Output {
  const outputs: Output[] = [];
  for (const { command, background } of statements) {
    if (run.scope.ended || !run.listener.spend()) break;
    outputs.push(walkWithinStack(run, command, streams));
    // An exit in a background job does not end the script.
    if (background) run.scope.ended = false;
  }
  return streams.wanted ? concatenated(outputs) : undefined;
}

/** A command that is nested too deeply for the stack is reported, and the next one is walked. */
function walkWithinStack(run: Run, node: Node, streams: Streams): Output {
  try {
    return walk(run, node, streams);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "This command is nested too deeply to be analysed, so what it runs was not checked.";
    run.listener.problem(message, run.script.place(node.pos, node.end));
    return undefined;
  }
}

function walk(run: Run, node: Node, streams: Streams): Output {
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
      const runs = words.some(isNeverEmpty) ? "once or more" : "perhaps";
      const values = words.length === 0 ? only(mark("command")) : union(...words.map((word) => word.values));
      const name = node.name.text;
      const place = run.script.place(node.name.pos, node.name.end);
      run.scope.variables.set(name, withHop(values, { what: `$${name}`, place }));
      return runLoop(run, node.body, streams, runs);
    }
    case "While": {
      const line = streams.stdin === undefined ? undefined : anyLine(streams.stdin);
      walkAll(run, node.clause.commands, { stdin: line, wanted: false });
      return runLoop(run, node.body, { ...streams, stdin: line }, "perhaps");
    }
    case "ArithmeticFor":
      for (const one of [node.initialize, node.test, node.update]) walkArithmetic(run, one, expandValues);
      return runLoop(run, node.body, streams, "perhaps");
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
    case "ArithmeticCommand":
      walkArithmetic(run, node.expression, expandValues);
      return NOTHING;
    case "TestCommand":
      for (const word of wordsOf(node.expression)) expandValues(run, word);
      return NOTHING;
    case "Redirected":
      return runRedirected(run, node.redirects, streams, (inner) => walk(run, node.command, inner));
    case "Function":
      run.scope.functions.set(node.name.text, { node, script: run.script });
      return NOTHING;
    case "Coproc": {
      const output = walk(run, node.body, streams);
      run.scope.ended = false;
      return output;
    }
    default:
      return NOTHING;
  }
}

const EXECUTE: Execute = { script: readAndWalk, statements: walkAll, node: walk };

function pipeline(run: Run, commands: readonly Node[], streams: Streams): Output {
  let stdin = streams.stdin;
  let output: Output;
  commands.forEach((command, index) => {
    const isLast = index === commands.length - 1;
    const isPiped = index > 0 || streams.isPiped === true;
    output = walk(run, command, { stdin, wanted: isLast ? streams.wanted : true, isPiped });
    stdin = output;
    // Every command of a pipe runs in its own subshell, so an exit ends only that command.
    if (commands.length > 1) run.scope.ended = false;
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
    const test = clause.commands.at(-1)?.command;
    walkAll(here, clause.commands.slice(0, -1), UNUSED);
    // Assignments within a chain of tests must not be used to answer those tests.
    const before = test?.type === "AndOr" ? outcomeOf(here, test) : undefined;
    walkAll(here, clause.commands.slice(-1), UNUSED);
    const after = test === undefined ? undefined : outcomeOf(here, test);
    const known = test?.type === "AndOr" && before !== after ? undefined : after;
    if (known === false) continue;
    const taken = left.fork();
    if (test !== undefined) learnFromTest({ ...run, scope: taken }, test, true);
    outputs.push(walkAll({ ...run, scope: taken }, then.commands, streams));
    branches.push(taken);
    left = left.fork();
    if (test !== undefined) learnFromTest({ ...run, scope: left }, test, false);
    decided = known === true;
  }
  if (!decided) {
    outputs.push(node.else === undefined ? NOTHING : walkAll({ ...run, scope: left }, node.else.commands, streams));
    branches.push(left);
  }
  run.scope.become(branches, run.inherited);
  return streams.wanted ? eitherOutput(outputs) : undefined;
}

function cases(run: Run, node: Case, streams: Streams): Output {
  const subject = soleText(expandValues(run, node.word));
  const fallsThrough = node.items.some(({ terminator }) => terminator !== undefined && terminator !== ";;");
  const isKnown = subject !== undefined && isLiteral(subject) && !fallsThrough && !changesLater(run, node.word);
  const literal = isKnown ? subject : undefined;
  const branches: Scope[] = [];
  const outputs: Output[] = [];
  let covered = false;
  for (const { pattern, body } of node.items) {
    for (const one of pattern) if (one.parts !== undefined) expandValues(run, one);
    const patterns = pattern.map(({ text }) => text.replace(/^(["'])(.*)\1$/, "$2"));
    const isPlain = patterns.every((one) => /^[\w.-]+$/.test(one));
    if (literal !== undefined && isPlain && !patterns.includes(literal)) continue;
    const taken = run.scope.fork();
    outputs.push(walkAll({ ...run, scope: taken }, body.commands, streams));
    branches.push(taken);
    covered ||= patterns.includes("*") || (literal !== undefined && patterns.includes(literal));
    if (covered && !fallsThrough) break;
  }
  if (!covered) branches.push(run.scope.fork());
  run.scope.become(branches, run.inherited);
  return streams.wanted ? eitherOutput(outputs) : undefined;
}

/** True for a word that certainly expands to at least one word. */
function isNeverEmpty({ values }: Word): boolean {
  return values.every(({ text }) => isLiteral(text) && /^[^*?[]+$/.test(text));
}
