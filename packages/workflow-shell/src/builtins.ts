// Shell builtins: variables, working directory, exit, reading files of assignments. GNU Bash reference, chapter 4.
import { baseName, firstText, folderAt, literalOf, pathFrom, type Word } from "@deploy-actions/workflow-source/command";
import { EMPTY, soleText } from "@deploy-actions/workflow-source/value";
import { defineAliases } from "./aliases.ts";
import { declare } from "./declare.ts";
import { leaveLoop } from "./loop.ts";
import { setPositional, shift } from "./positional.ts";
import { readInput } from "./read-input.ts";
import { NOTHING, type Output, type Run, type Streams } from "./run.ts";
import type { Scope } from "./scope.ts";
import type { Simple } from "./simple-command.ts";
import { source } from "./source-file.ts";
import { setTrap } from "./trap.ts";

const DECLARATIONS = new Set(["export", "declare", "local", "readonly", "typeset"]);
const SILENT = new Set(["[", "test", "shopt", "true", ":", "false", "wait", "sleep", "umask", "ulimit", "let"]);

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
    case "alias":
      defineAliases(run, args);
      return NOTHING;
    case "unalias":
      for (const arg of args) run.scope.aliases.delete(firstText(arg));
      return NOTHING;
    case "hash":
      nameProgram(run.scope, args);
      return NOTHING;
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
    case "readarray":
      return readInput(run, args, streams);
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

/** `hash -p PATH NAME` */
function nameProgram({ programs }: Scope, args: readonly Word[]): void {
  const at = args.findIndex((arg) => firstText(arg) === "-p");
  const [path, name] = args.slice(at + 1).map((arg) => literalOf(arg));
  if (at !== -1 && path !== undefined && name !== undefined) programs.set(name, baseName(path));
}
