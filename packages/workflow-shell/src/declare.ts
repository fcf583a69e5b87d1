// `export`, `declare`, `local` and their like.
import { firstText } from "@deploy-actions/workflow-source/command";
import { mark, only, soleText, union, type Values, withHop } from "@deploy-actions/workflow-source/value";
import { assigned, variable } from "./expand.ts";
import { NOTHING, type Output, type Run } from "./run.ts";
import { runAssigned } from "./run-by-bash.ts";
import { type Assigned, assign } from "./scope.ts";
import type { Simple } from "./simple-command.ts";

export function declare(run: Run, { node, args }: Simple): Output {
  const isReference = args.some((arg) => /^-\w*n/.test(firstText(arg)));
  for (const argument of node.args) {
    if (argument.type === "Assignment" && isReference) refer(run, argument.name, assigned(run, argument));
    else if (argument.type === "Assignment") {
      assign(run.scope, argument.name, assigned(run, argument));
      runAssigned(run, argument.name, variable(run, argument.name) ?? []);
    }
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
