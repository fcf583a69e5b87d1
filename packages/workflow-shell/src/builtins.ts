// Shell builtins: variables, working directory, exit, reading files of assignments. GNU Bash reference, chapter 4.
import { firstText, folderAt, literalOf, pathFrom, type Word } from "@deploy-actions/workflow-source/command";
import {
  EMPTY,
  mapText,
  mark,
  only,
  soleText,
  union,
  type Values,
  withHop,
} from "@deploy-actions/workflow-source/value";
import { readAssignments } from "./assignments.ts";
import { assigned } from "./expand.ts";
import { leaveLoop } from "./loop.ts";
import { readNamed } from "./paths.ts";
import { NOTHING, type Output, printed, type Run, type Streams, spendOn } from "./run.ts";
import { assign, type Scope } from "./scope.ts";
import type { Simple } from "./simple-command.ts";

const DECLARATIONS = new Set(["export", "declare", "local", "readonly", "typeset"]);
const SILENT = new Set([
  "[",
  "test",
  "set",
  "shopt",
  "true",
  ":",
  "false",
  "trap",
  "wait",
  "sleep",
  "umask",
  "alias",
  "ulimit",
  "hash",
]);

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
    case "readarray":
      return read(run, args, streams);
    case ".":
    case "source":
      return source(run, args);
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
  for (const argument of node.args) {
    if (argument.type === "Assignment") assign(run.scope, argument.name, assigned(run, argument));
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
    const isKnown = given !== undefined && names.length === 1;
    const values = isKnown
      ? mapText(given, (text) => (takesAll ? text : (text.split("\n")[0] ?? "")))
      : only(mark("command"));
    run.scope.variables.set(name, values);
  }
  return NOTHING;
}

/** How much more expensive it is to read a text line by line than as a whole. */
const LINE_COST = 4;

/** Sources a file of assignments. If it isn't in the repository, it is unknown what it sets. */
function source(run: Run, args: readonly Word[]): Output {
  const asked = literalOf(args[0]);
  const file = asked === undefined ? undefined : readNamed(run, asked);
  if (file === undefined) return NOTHING;
  spendOn(run, file.text.length * LINE_COST);
  for (const [name, values] of readAssignments(file).found) run.scope.variables.set(name, values);
  return NOTHING;
}
