// Shell builtins: variables, working directory, exit, reading files of assignments. GNU Bash reference, chapter 4.
import { TemplateWriter, writtenIn } from "@deploy-actions/workflow-source";
import { baseName, firstText, folderAt, literalOf, pathFrom, type Word } from "@deploy-actions/workflow-source/command";
import {
  EMPTY,
  isLiteral,
  mapText,
  mark,
  only,
  replaceMarks,
  soleText,
  union,
  type Values,
  withHop,
} from "@deploy-actions/workflow-source/value";
import { readAssignments } from "./assignments.ts";
import { assigned, variable } from "./expand.ts";
import { leaveLoop } from "./loop.ts";
import { filesNamed } from "./named-files.ts";
import { DEPTH_LIMIT, timesWithin } from "./nesting-limit.ts";
import { isOpaque, readNamed } from "./paths.ts";
import { NOTHING, type Output, printed, type Run, type Streams, spendOn, UNUSED } from "./run.ts";
import { type Assigned, assign, type Scope, setArguments } from "./scope.ts";
import type { Simple } from "./simple-command.ts";

const DECLARATIONS = new Set(["export", "declare", "local", "readonly", "typeset"]);
const SILENT = new Set(["[", "test", "shopt", "true", ":", "false", "wait", "sleep", "umask", "ulimit"]);

/** Runs a builtin; undefined if the command is not one. */
export function builtin(run: Run, simple: Simple, streams: Streams): Output {
  const { program, args } = simple;
  if (DECLARATIONS.has(program)) return declare(run, simple);
  if (SILENT.has(program)) return NOTHING;
  switch (program) {
    case "cd":
    case "pushd":
      enter(run.scope, target(run, args));
      return NOTHING;
    case "popd":
      enter(run.scope, run.host === "runner" ? "" : undefined);
      return NOTHING;
    case "unset":
      // The environment's value under this name is unset as well.
      for (const arg of args) run.scope.variables.set(firstText(arg), EMPTY);
      return NOTHING;
    case "set":
      setPositional(run, args);
      return NOTHING;
    case "shift":
      shift(run, args);
      return NOTHING;
    case "let":
      return NOTHING;
    case "alias":
      defineAliases(run, args);
      return NOTHING;
    case "unalias":
      for (const arg of args) run.scope.aliases.delete(firstText(arg));
      return NOTHING;
    case "hash": {
      const at = args.findIndex((arg) => firstText(arg) === "-p");
      const [path, name] = args.slice(at + 1).map((arg) => literalOf(arg));
      if (at !== -1 && path !== undefined && name !== undefined) run.scope.programs.set(name, baseName(path));
      return NOTHING;
    }
    case "trap":
      setTrap(run, args);
      return NOTHING;
    case "exit":
    case "return":
      run.scope.ended = true;
      return NOTHING;
    case "break":
    case "continue":
      leaveLoop(run, args.length > 0);
      return NOTHING;
    case "read":
    case "mapfile":
    case "readarray": {
      const callback = args[args.findIndex((arg) => firstText(arg) === "-C") + 1];
      if (args.some((arg) => firstText(arg) === "-C") && callback !== undefined) runLater(run, callback)();
      return read(run, args, streams);
    }
    case ".":
    case "source":
      return source(run, simple, streams);
    default:
      return undefined;
  }
}

/** `cd` uses the first operand; without one it goes to the home directory, which is outside the repository. */
function target({ scope }: Run, args: readonly Word[]): string | undefined {
  const folder = args.find((arg) => !firstText(arg).startsWith("-"));
  if (folder === undefined) return args.length === 0 ? "~" : undefined;
  const path = soleText(folder.values);
  return path === undefined ? undefined : pathFrom(scope, path);
}

function enter(scope: Scope, path: string | undefined): void {
  const { directory, elsewhere } = folderAt(path);
  scope.directory = directory;
  scope.elsewhere = elsewhere;
}

function declare(run: Run, { node, args }: Simple): Output {
  const isReference = args.some((arg) => /^-\w*n/.test(firstText(arg)));
  for (const argument of node.args) {
    if (argument.type === "Assignment" && isReference) refer(run, argument.name, assigned(run, argument));
    else if (argument.type === "Assignment") assign(run.scope, argument.name, assigned(run, argument));
  }
  // `export $(cat .env | xargs)`: words that contain an assignment only after expansion.
  for (const { values, place } of args) {
    for (const [name, given] of assignmentsIn(values)) {
      if (run.scope.variables.has(name) && node.args.some((one) => one.type === "Assignment" && one.name === name))
        continue;
      run.scope.variables.set(name, withHop(given, { what: `$${name}`, place }));
    }
  }
  return NOTHING;
}

/** `declare -n NAME=OTHER`: as far as is tracked, the other variable's value now. */
function refer(run: Run, name: string, given: Assigned): void {
  const other = "values" in given ? soleText(given.values) : undefined;
  const values = other === undefined ? undefined : variable(run, other);
  run.scope.variables.set(name, values ?? only(mark("variable")));
}

function assignmentsIn(values: Values): Map<string, Values> {
  const found = new Map<string, Values>();
  for (const value of values) {
    const [, name, text] = /^([A-Za-z_]\w*)=(.*)$/s.exec(value.text) ?? [];
    if (name === undefined || text === undefined) continue;
    const known = found.get(name);
    const given: Values = [{ text, trail: value.trail }];
    found.set(name, known === undefined ? given : union(known, given));
  }
  return found;
}

/** `read NAME` takes the first line, `read -d ''` everything. How the text is split over several names is not tracked. */
function read(run: Run, args: readonly Word[], streams: Streams): Output {
  const given = streams.stdin === undefined ? undefined : printed(streams.stdin);
  const takesAll = args.some((arg, index) => firstText(arg) === "-d" && firstText(args[index + 1]) === "");
  const names = args.map(firstText).filter((text) => /^[A-Za-z_]\w*$/.test(text));
  for (const name of names) {
    const index = names.indexOf(name);
    const isLast = index === names.length - 1;
    const wordIn = (text: string): string => {
      const words =
        text
          .split("\n")[0]
          ?.trim()
          .split(/[ \t]+/) ?? [];
      return isLast ? words.slice(index).join(" ") : (words[index] ?? "");
    };
    const isSplit = names.length > 1;
    const isDefault = run.scope.variables.get("IFS") === undefined;
    const values =
      given === undefined || (isSplit && !isDefault)
        ? only(mark("command"))
        : mapText(given, (text) => (takesAll ? text : isSplit ? wordIn(text) : (text.split("\n")[0] ?? "")));
    run.scope.variables.set(name, values);
  }
  return NOTHING;
}

/** How much more expensive it is to read a text line by line than as a whole. */
const LINE_COST = 4;

/**
 * Sources a file: assignments, and any other commands. If it isn't in the repository, it is unknown what it does; only of one that this
 * step or an earlier one has made is that said, because `. ~/.profile` and its like are everywhere.
 */
function source(run: Run, { node, args, program }: Simple, streams: Streams): Output {
  const [word, ...rest] = args;
  const asked = literalOf(word);
  const isInput = asked === "/dev/stdin" || asked === "/dev/fd/0" || asked === "-";
  const known = isInput ? streams.stdin : asked === undefined ? undefined : readNamed(run, asked);
  const file = known ?? (word !== undefined && asked === undefined ? filesNamed(run, word) : undefined);
  if (file === undefined) {
    const isMade = isInput || (asked !== undefined ? isOpaque(run, asked) : word !== undefined && isWhollyOpen(word));
    const written = writtenIn(
      run.script.text.slice(node.pos, word === undefined ? node.end : node.args[0]?.end),
      run.script.written,
    );
    const place = run.calledAt ?? run.script.place(node.pos, node.args.at(-1)?.end ?? node.end);
    const why = "it runs code that is known only at run time";
    if (isMade) run.listener.unknown({ is: "open", why, place, written, host: run.host, text: "" });
    return NOTHING;
  }
  spendOn(run, file.text.length * LINE_COST);
  for (const [name, values] of readAssignments(file).found) run.scope.variables.set(name, values);
  if (!hasCommands(file.text) || timesWithin(run.within, file.text) > 0 || run.depth >= DEPTH_LIMIT) return NOTHING;
  if (rest.length > 0) setArguments(run.scope, rest);
  const within = { what: file.text, outer: run.within };
  const output = run.execute.script(
    { ...run, script: file, depth: run.depth + 1, within },
    { ...streams, stdin: undefined },
  );
  if (program !== "") run.scope.ended = false;
  return output ?? NOTHING;
}

/** True if there is anything besides assignments and comments. */
function hasCommands(text: string): boolean {
  return text
    .split("\n")
    .some((line) => !/^\s*(?:#.*|(?:export\s+)?[A-Za-z_][\w.-]*=(?:[^\s`$()]*|"[^"`$()]*"|'[^']*')\s*)?$/.test(line));
}

/** A word of which nothing is known, such as the output of a command. */
function isWhollyOpen({ values }: Word): boolean {
  return values.some(
    ({ text }) => /\/dev\/fd/.test(text) || replaceMarks(text, ({ kind }) => (kind === "variable" ? "x" : "")) === "",
  );
}

/** `set -- A B` sets the arguments; other options of the shell do not matter. */
function setPositional(run: Run, args: readonly Word[]): void {
  const at = args.findIndex((arg) => firstText(arg) === "--");
  const isOptions = args.length === 0 || /^[-+]/.test(firstText(args[0]));
  if (at !== -1) setArguments(run.scope, args.slice(at + 1));
  else if (!isOptions) setArguments(run.scope, args);
}

function shift(run: Run, args: readonly Word[]): void {
  const count = Number(literalOf(args[0]) ?? "1");
  const { positional } = run.scope;
  if (positional !== undefined && Number.isInteger(count) && count >= 0)
    setArguments(run.scope, positional.slice(count));
}

function defineAliases(run: Run, args: readonly Word[]): void {
  for (const arg of args) {
    const { values, place } = arg;
    const name = /^([^=\s]+)=/.exec(firstText(arg))?.[1];
    if (name === undefined) continue;
    const writer = new TemplateWriter();
    const texts = mapText(values, (text) => text.slice(name.length + 1));
    const sole = soleText(texts);
    if (sole !== undefined && isLiteral(sole)) writer.at(sole, 0, 0, { place: () => place });
    else writer.hole(texts, 0, 0, { place: () => place }, name);
    run.scope.aliases.set(name, writer.done());
  }
}

/** `trap COMMAND SIGNAL…` runs its command when the script ends, if not before. */
function setTrap(run: Run, args: readonly Word[]): void {
  const [action, signal] = args.filter((arg) => !/^-./.test(firstText(arg)));
  if (action !== undefined && signal !== undefined && firstText(action) !== "-")
    run.scope.traps.push(runLater(run, action));
}

/** The script in a word, in the state that the script has left by then. */
function runLater(run: Run, word: Word): () => void {
  return () => {
    const writer = new TemplateWriter();
    const sole = soleText(word.values);
    const at = { place: () => word.place };
    if (sole !== undefined && isLiteral(sole)) writer.at(sole, 0, 0, at);
    else writer.hole(word.values, 0, 0, at, word.written);
    if (run.depth < DEPTH_LIMIT) {
      run.execute.script({ ...run, script: writer.done(), depth: run.depth + 1 }, UNUSED);
    }
  };
}
