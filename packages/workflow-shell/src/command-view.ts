// A command as the listener sees it.
import type { Command } from "@deploy-actions/workflow-source/command";
import { variable } from "./expand.ts";
import type { Command as CommandNode } from "./grammar.ts";
import { filesOf } from "./paths.ts";
import type { Run, Streams } from "./run.ts";
import type { Simple } from "./simple-command.ts";
import { placeOf, reportedAt } from "./written-command.ts";

export function commandView(run: Run, { node, program, args, assignments }: Simple, streams: Streams): Command {
  return {
    program,
    args,
    // A function that only forwards its arguments is written as its caller writes them.
    place: forwardsArguments(node) ? reportedAt(run, node) : placeOf(run, node),
    host: run.host,
    directory: run.scope.directory,
    elsewhere: run.scope.elsewhere,
    variable: (name) => assignments.get(name) ?? variable(run, name),
    files: filesOf(run.scope, run.repository),
    stdin: streams.stdin,
  };
}

function forwardsArguments(node: CommandNode): boolean {
  return node.args.some((arg) => arg.type === "Word" && /^"?\$\{?[@*]\}?"?$/.test(arg.text));
}
