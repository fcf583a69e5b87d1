// One command below a program's name: `docker service create`. A verb that has many gives each its own reader.
import { type Command, firstText, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import type { Effect } from "../effect.ts";
import { type Options, readOptions } from "../options.ts";

/** `by` is the program with all words that lead here, as messages name it; `words` are those behind it. */
export type Subcommand = (command: Command, by: string, words: readonly Word[]) => readonly Effect[];

/** `global` are the options before the command's name, `open` a word among them that may be any options. */
export type Split = {
  readonly name: string;
  readonly words: readonly Word[];
  readonly global: Options;
  readonly open: Word | undefined;
};

/** More variables than anyone puts there. */
const OPEN_LIMIT = 8;

/** Finds the command's name. A word in front of it of which nothing is known (`docker compose $FLAGS up`) can only be options. */
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
