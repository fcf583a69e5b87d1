// Runs one simple command: assignments, builtins, text tools with known output, and scripts inside its words. Every other command is
// reported to the listener.
import { type Template, writtenIn } from "@deploy-actions/workflow-source";
import { type Command, firstText, literalOf } from "@deploy-actions/workflow-source/command";
import { isLiteral, mark, only, type Values, withHop } from "@deploy-actions/workflow-source/value";
import { builtin } from "./builtins.ts";
import { findCommand } from "./command-prefix.ts";
import { runCopy } from "./copy.ts";
import { assigned, expandWord, variable } from "./expand.ts";
import type { CommandArgument, Command as CommandNode } from "./grammar.ts";
import { type NestedScript, nestedScripts } from "./nested.ts";
import { filesOf } from "./paths.ts";
import { runRedirected } from "./redirect.ts";
import {
  DEPTH_LIMIT,
  NOTHING,
  type Output,
  printed as printedBy,
  type Run,
  type Streams,
  templateOfValues,
} from "./run.ts";
import { assign, type Defined } from "./scope.ts";
import type { Argument, Simple } from "./simple-command.ts";
import { textTool } from "./text-tools.ts";
import { typicalOutput } from "./typical-output.ts";

export function runSimple(run: Run, node: CommandNode, streams: Streams): Output {
  const before = node.prefix.flatMap((part) => (part.type === "Assignment" ? [part] : []));
  if (node.name === undefined) {
    for (const assignment of before) assign(run.scope, assignment.name, assigned(run, assignment));
    return runRedirected(run, node.redirects, streams, ({ stdin }) => (readsFile(node) ? stdin : NOTHING));
  }
  const parts: readonly CommandArgument[] = [node.name, ...node.args];
  const words = parts.flatMap((part) => {
    const from = expandWord(run, part);
    return from.fields.map((word): Argument => ({ ...word, from, start: part.pos }));
  });
  const { at, variables } = findCommand(words);
  const own = before.flatMap((one): [string, Values][] => {
    const given = assigned(run, one);
    return "values" in given ? [[one.name, given.values]] : [];
  });
  const assignments = new Map([...own, ...variables]);
  const path = literalOf(words[at]) ?? firstText(words[at]);
  const simple: Simple = { node, program: baseName(path), path, args: words.slice(at + 1), assignments };
  return runRedirected(run, node.redirects, streams, (inner) => dispatch(run, simple, inner));
}

/** `$(< file)` prints the file. */
function readsFile({ prefix, redirects }: CommandNode): boolean {
  return prefix.length === redirects.length && redirects.some((one) => one.type === "Redirect" && one.operator === "<");
}

function dispatch(run: Run, simple: Simple, streams: Streams): Output {
  const defined = run.scope.functions.get(simple.program);
  if (defined !== undefined) return call(run, simple, streams, defined);
  const done = builtin(run, simple, streams);
  if (done !== undefined) return done;
  if (runCopy(run, simple)) return NOTHING;
  const text = textTool(run, simple, streams);
  const command = commandOf(run, simple, streams);
  const { scripts, printed, isRead } = run.listener.command(command);
  const remote = scripts.map(
    ({ script, host }): NestedScript => ({ script, host, variables: new Map(), stdin: undefined, sharesScope: false }),
  );
  const nested = [...nestedScripts(run, simple, command), ...remote];
  if (nested.length === 0 && text === undefined && !isRead) run.listener.unread(command, lineOf(run, simple));
  const outputs = nested.map((one) => runNested(run, one, streams));
  if (text !== undefined) return text;
  if (nested.length > 0) return outputs.at(-1);
  if (printed !== undefined) return printed;
  if (!streams.wanted) return undefined;
  // Output that only passes through another command is reported for the command that printed it.
  if (!isRead && streams.stdin !== undefined && isReported(streams.stdin)) return streams.stdin;
  const known = isRead ? only(mark("reported")) : typicalOutput(command);
  const { pos, end } = simple.node;
  const written = run.script.text.slice(pos, end);
  return templateOfValues(withHop(known, { what: `output of ${written}`, place: command.place }), run.script, pos, end);
}

function call(run: Run, simple: Simple, streams: Streams, { node, script }: Defined): Output {
  if (run.depth >= DEPTH_LIMIT) return undefined;
  const { scope } = run;
  const outer = scope.positional;
  scope.positional = simple.args;
  for (const [index, { values }] of simple.args.slice(0, 9).entries()) scope.variables.set(String(index + 1), values);
  const place = run.calledAt ?? run.script.place(simple.node.pos, endOfWords(simple.node));
  const output = run.execute.node(
    { ...run, script, depth: run.depth + 1, calledAt: place, loop: undefined },
    node.body,
    streams,
  );
  // `return` ends the function, not the script.
  scope.ended = false;
  scope.positional = outer;
  return output;
}

/** A nested script runs in its own scope; on another host it does not see this script's variables. */
function runNested(run: Run, nested: NestedScript, streams: Streams): Output {
  if (run.depth >= DEPTH_LIMIT) return undefined;
  const { script, host, variables, sharesScope, stdin } = nested;
  const inner: Streams = { stdin, wanted: streams.wanted };
  if (sharesScope) return run.execute.script({ ...run, script, depth: run.depth + 1 }, inner);
  const moves = host !== run.host;
  const scope = run.scope.onHost();
  if (!moves) {
    scope.directory = run.scope.directory;
    scope.elsewhere = run.scope.elsewhere;
  }
  scope.environment = run.scope.environment;
  scope.outputs = run.scope.outputs;
  const given = (name: string): Values | undefined => variables.get(name) ?? (moves ? undefined : variable(run, name));
  const output = run.execute.script(
    { ...run, script, scope, host, inherited: given, depth: run.depth + 1, loop: undefined },
    inner,
  );
  run.scope.adopt(scope);
  return output;
}

function commandOf(run: Run, { node, program, args, assignments }: Simple, streams: Streams): Command {
  return {
    program,
    args,
    // A function that only forwards its arguments is written as its caller writes them.
    place: (forwardsArguments(node) ? run.calledAt : undefined) ?? run.script.place(node.pos, endOfWords(node)),
    host: run.host,
    directory: run.scope.directory,
    elsewhere: run.scope.elsewhere,
    variable: (name) => assignments.get(name) ?? variable(run, name),
    files: filesOf(run.scope, run.repository),
    stdin: streams.stdin,
  };
}

/** True for output that another command was already reported for. */
function isReported(text: Template): boolean {
  return printedBy(text).every((value) => value.text.replaceAll(mark("reported"), "").trim() === "");
}

/** The source text of a command. */
function lineOf({ script }: Run, { node }: Simple): string {
  return writtenIn(script.text.slice(node.name?.pos ?? node.pos, endOfWords(node)), script.written);
}

function forwardsArguments(node: CommandNode): boolean {
  return node.args.some((arg) => arg.type === "Word" && /^"?\$\{?[@*]\}?"?$/.test(arg.text));
}

/** The end of a command's last word: findings should not include redirections and here-documents. */
function endOfWords(node: CommandNode): number {
  return node.args.at(-1)?.end ?? node.name?.end ?? node.end;
}

/** A program's name without its folder; empty if unknown. */
function baseName(path: string): string {
  return isLiteral(path) ? path.slice(path.lastIndexOf("/") + 1) : "";
}
