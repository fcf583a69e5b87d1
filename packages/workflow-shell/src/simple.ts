// Runs one simple command: its assignments, then what its words say, inside its redirections.
import type { Values } from "@deploy-actions/workflow-source/value";
import { aliasOf, runAlias } from "./aliases.ts";
import { assigned, expandWord, variable } from "./expand.ts";
import type { Command, CommandArgument } from "./grammar.ts";
import { runRedirected } from "./redirect.ts";
import { NOTHING, type Output, type Run, type Streams } from "./run.ts";
import { runAssigned } from "./run-by-bash.ts";
import { runWords } from "./run-words.ts";
import { assign } from "./scope.ts";
import type { Argument } from "./simple-command.ts";

export function runSimple(run: Run, node: Command, streams: Streams): Output {
  const assignments = node.prefix.flatMap((part) => (part.type === "Assignment" ? [part] : []));
  if (node.name === undefined) {
    for (const assignment of assignments) {
      assign(run.scope, assignment.name, assigned(run, assignment));
      runAssigned(run, assignment.name, variable(run, assignment.name) ?? []);
    }
    return runRedirected(run, node.redirects, streams, ({ stdin }) => (readsFile(node) ? stdin : NOTHING));
  }
  const alias = aliasOf(run, node);
  if (alias !== undefined) runAlias(run, node, alias, streams);
  const words = [node.name, ...node.args].flatMap((part) => argumentsOf(run, part));
  const own = assignments.flatMap((one): [string, Values][] => {
    const given = assigned(run, one);
    return "values" in given ? [[one.name, given.values]] : [];
  });
  for (const [name, values] of own) runAssigned(run, name, values);
  return runRedirected(run, node.redirects, streams, (inner) => runWords(run, node, words, new Map(own), inner));
}

function argumentsOf(run: Run, word: CommandArgument): readonly Argument[] {
  const from = expandWord(run, word);
  return from.fields.map((field): Argument => ({ ...field, from, start: word.pos }));
}

/** `$(< file)` prints the file. */
function readsFile({ prefix, redirects }: Command): boolean {
  return prefix.length === redirects.length && redirects.some((one) => one.type === "Redirect" && one.operator === "<");
}
