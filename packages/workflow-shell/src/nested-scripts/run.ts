// Runs a script in the words or the input of a command, in a scope of its own.
import type { Values } from "@deploy-actions/workflow-source/value";
import { variable } from "../expand.ts";
import { quiet } from "../listeners.ts";
import { tooDeep } from "../nesting-limit.ts";
import type { Output, Run, Streams } from "../run.ts";
import type { Scope } from "../scope.ts";
import { isShell } from "../shells.ts";
import type { Simple } from "../simple-command.ts";
import { runStartUpFile } from "../start-up-file.ts";
import type { NestedScript } from "./nested-script.ts";

/** On another host, a script does not see this script's variables. `wanted` is true if its output is used. */
export function runNested(run: Run, nested: NestedScript, simple: Simple, { wanted }: Streams): Output {
  if (tooDeep(run, simple.node)) return undefined;
  const { script, host, variables, sharesScope, stdin } = nested;
  const streams: Streams = { stdin, wanted };
  if (sharesScope) return run.execute.script({ ...run, script, depth: run.depth + 1 }, streams);
  const moves = host !== run.host;
  const scope = scopeOf(run, moves);
  const inherited = (name: string): Values | undefined =>
    variables.get(name) ?? (moves ? undefined : variable(run, name));
  // Gradle's and Maven's wrapper scripts find a Java program and start it; what they build is not in them.
  const listener = BUILD_WRAPPER.test(simple.program) ? quiet(run.listener) : run.listener;
  const there: Run = { ...run, listener, script, scope, host, inherited, depth: run.depth + 1, loop: undefined };
  const startUp = variables.get("BASH_ENV");
  if (startUp !== undefined && isShell(simple.program)) runStartUpFile(there, startUp);
  const output = run.execute.script(there, streams);
  run.scope.adopt(scope);
  return output;
}

function scopeOf({ scope: outer }: Run, moves: boolean): Scope {
  const scope = outer.onHost();
  if (!moves) {
    scope.directory = outer.directory;
    scope.elsewhere = outer.elsewhere;
    // Exported functions; which are exported does not matter.
    scope.functions = outer.functions.fork();
    scope.programs = outer.programs.fork();
  }
  scope.environment = outer.environment;
  scope.outputs = outer.outputs;
  return scope;
}

const BUILD_WRAPPER = /^(?:gradlew|mvnw)$/;
