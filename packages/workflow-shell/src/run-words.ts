// Runs the command that expanded words are: a function, a builtin, or a program.
import { firstText } from "@deploy-actions/workflow-source/command";
import { isLiteral, type Values } from "@deploy-actions/workflow-source/value";
import { builtin } from "./builtins.ts";
import { findCommand } from "./command-prefix.ts";
import { runCopy } from "./copy.ts";
import { callFunction } from "./function-call.ts";
import type { Command } from "./grammar.ts";
import { runOpenProgram } from "./open-program.ts";
import { runOther } from "./other-command.ts";
import { eitherOutput } from "./output.ts";
import { programMatching, programName } from "./program-name.ts";
import { NOTHING, type Output, type Run, type Streams } from "./run.ts";
import { runAssigned } from "./run-by-bash.ts";
import type { Argument, RunInner, Simple } from "./simple-command.ts";
import { reportOptions } from "./unread-code.ts";

/** `own` are the assignments before the command. A program with several possible names is each of them. */
export function runWords(
  run: Run,
  node: Command,
  words: readonly Argument[],
  own: ReadonlyMap<string, Values>,
  streams: Streams,
): Output {
  const { at, variables, isStarted } = findCommand(words);
  const assignments = new Map([...own, ...variables]);
  for (const [each, values] of variables) runAssigned(run, each, values);
  const name = words[at];
  const args = words.slice(at + 1);
  const simple = (path: string): Simple => ({
    node,
    program: programName(run, path),
    path,
    args,
    assignments,
    isStarted,
  });
  if (name === undefined || name.values.length === 1) return dispatch(run, simple(firstText(name)), streams);
  const outputs: Output[] = [];
  let ended = true;
  for (const { text } of name.values) {
    if (!run.listener.spend(words.length)) break;
    run.scope.ended = false;
    outputs.push(dispatch(run, simple(text), streams));
    ended &&= run.scope.ended;
  }
  run.scope.ended = ended;
  return streams.wanted ? eitherOutput(outputs) : undefined;
}

function dispatch(run: Run, simple: Simple, streams: Streams): Output {
  const matched = matchedProgram(run, simple);
  if (matched !== undefined) return dispatch(run, matched, streams);
  const { program, path, isStarted, node, assignments } = simple;
  const defined = isStarted ? undefined : run.scope.functions.get(program);
  if (defined !== undefined) return callFunction(run, simple, streams, defined);
  const runInner: RunInner = (inner, words, given) => runWords(inner, node, words, assignments, given);
  return (
    (program === "" && !isLiteral(path) ? runOpenProgram(run, simple, streams, runInner) : undefined) ??
    builtin(run, simple, streams) ??
    copied(run, simple) ??
    runOther(run, simple, streams, runInner)
  );
}

/** The same command, if its program is written as a pattern that only one matches. */
function matchedProgram(run: Run, simple: Simple): Simple | undefined {
  const { program: known, path } = simple;
  if (known !== "" || !isLiteral(path) || !/[*?[]/.test(path)) return undefined;
  const program = programMatching(run, path);
  return program === undefined ? undefined : { ...simple, program, path: program, isStarted: true };
}

/** Undefined if the command does not copy. */
function copied(run: Run, simple: Simple): Output {
  if (!runCopy(run, simple)) return undefined;
  reportOptions(run, simple);
  return NOTHING;
}
