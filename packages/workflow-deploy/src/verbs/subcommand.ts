// A subcommand of a program: `docker service create`. A verb with many subcommands has a separate reader for each.
import { type Command, firstText, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import type { Effect } from "../effect.ts";
import { type Options, readOptions } from "../options.ts";

/** `by` is the program with all command words so far, as in messages; `words` are the words after them. */
export type Subcommand = (command: Command, by: string, words: readonly Word[]) => readonly Effect[];

/** `global` are the options before the command's name, `open` is an unknown word among them that may contain any options. */
export type Split = {
  readonly name: string;
  readonly words: readonly Word[];
  readonly global: Options;
  readonly open: Word | undefined;
};

/** Maximum number of unknown words, more than real scripts use. */
const OPEN_LIMIT = 8;

/** Finds the command's name. An unknown word before it (`docker compose $FLAGS up`) can only contain options. */
export function splitCommand(words: readonly Word[], noValue: ReadonlySet<string>): Split {
  let open: Word | undefined;
  let global = readOptions(words, noValue, "before");
  for (let skipped = 0; skipped < OPEN_LIMIT && !isLiteral(firstText(global.operands[0])); skipped++) {
    open ??= global.operands[0];
    const next = readOptions(global.operands.slice(1), noValue, "before");
    global = { given: global.given.concat(next.given), operands: next.operands };
  }
  return { name: firstText(global.operands[0]), words: global.operands.slice(1), global, open };
}
