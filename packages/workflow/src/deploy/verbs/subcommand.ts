// One command below a program's name: `docker service create`. A verb that has many gives each its own reader.
import type { Command, Word } from "../command.ts";
import type { Effect } from "../effect.ts";

/** `by` is the program with all words that lead here, as messages name it; `words` are those behind it. */
export type Subcommand = (command: Command, by: string, words: readonly Word[]) => readonly Effect[];
