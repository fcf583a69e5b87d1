// Calls a function of the script.
import { RECURSION_LIMIT, timesWithin, tooDeep } from "./nesting-limit.ts";
import type { Output, Run, Streams } from "./run.ts";
import { type Defined, setArguments } from "./scope.ts";
import type { Simple } from "./simple-command.ts";
import { reportedAt } from "./written-command.ts";

export function callFunction(run: Run, simple: Simple, streams: Streams, { node, script }: Defined): Output {
  // By the limit, the body was walked with the arguments of each of its calls to itself.
  if (timesWithin(run.within, node) >= RECURSION_LIMIT || tooDeep(run, simple.node)) return undefined;
  const { scope } = run;
  const outer = scope.positional;
  setArguments(scope, simple.args);
  const calledAt = reportedAt(run, simple.node);
  const within = { what: node, outer: run.within };
  const inner: Run = { ...run, script, depth: run.depth + 1, calledAt, loop: undefined, within };
  const output = run.execute.node(inner, node.body, streams);
  // `return` ends the function, not the script.
  scope.ended = false;
  scope.positional = outer;
  return output;
}
