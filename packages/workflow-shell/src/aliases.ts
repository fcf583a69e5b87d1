// Aliases: another text in place of a command's first word.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { firstText, type Word } from "@deploy-actions/workflow-source/command";
import { mapText } from "@deploy-actions/workflow-source/value";
import type { Command } from "./grammar.ts";
import { timesWithin, tooDeep } from "./nesting-limit.ts";
import type { Run, Streams } from "./run.ts";
import { scriptOfWord } from "./word-script.ts";

/** `alias NAME=TEXT…` */
export function defineAliases(run: Run, args: readonly Word[]): void {
  for (const arg of args) {
    const name = /^([^=\s]+)=/.exec(firstText(arg))?.[1];
    if (name === undefined) continue;
    const texts = mapText(arg.values, (text) => text.slice(name.length + 1));
    run.scope.aliases.set(name, scriptOfWord(texts, arg.place, name));
  }
}

/** The text of the command's alias; an alias does not apply within itself. */
export function aliasOf(run: Run, { name }: Command): Template | undefined {
  if (name === undefined || !/^[\w.@%+-]+$/.test(name.text)) return undefined;
  const alias = run.scope.aliases.get(name.text);
  return alias === undefined || timesWithin(run.within, alias) > 0 ? undefined : alias;
}

/** Runs the alias with the rest of the command. The caller also runs the command as written, because aliases may be off in scripts. */
export function runAlias(run: Run, node: Command, alias: Template, streams: Streams): void {
  const { name } = node;
  if (name === undefined || tooDeep(run, node)) return;
  const writer = new TemplateWriter();
  writer.slice(run.script, node.pos, name.pos);
  writer.slice(alias, 0, alias.text.length);
  writer.at(" ", name.end, name.end, run.script);
  writer.slice(run.script, name.end, node.end);
  const within = { what: alias, outer: run.within };
  run.execute.script({ ...run, script: writer.done(), depth: run.depth + 1, within }, streams);
  run.scope.ended = false;
}
