// A simple command at run time: its expanded words, each linked to the word of the script that it came from.
import type { Template, TemplateWriter } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import type { Values } from "@deploy-actions/workflow-source/value";
import type { Expanded } from "./expand.ts";
import type { Command as CommandNode } from "./grammar.ts";
import type { Output, Run, Streams } from "./run.ts";
import { write } from "./segment.ts";

/** A word that the command receives, with the word of the script that it came from and its offset. */
export type Argument = Word & { readonly from: Expanded; readonly start: number };

/** A command with its words expanded. `path` is its name as called; `assignments` are those before it (`A=b docker …`). */
export type Simple = {
  readonly node: CommandNode;
  readonly program: string;
  readonly path: string;
  readonly args: readonly Argument[];
  readonly assignments: ReadonlyMap<string, Values>;
  /** True if another program starts it (`sudo docker …`), which does not know the script's functions. */
  readonly isStarted: boolean;
};

/** Runs the command that some of a command's words are. */
export type RunInner = (run: Run, words: readonly Argument[], streams: Streams) => Output;

/** Writes the text of some of a command's words, separated by spaces, with the place of each character. */
export function writeWords(words: readonly Argument[], script: Template, writer: TemplateWriter): void {
  // One word of the script may have been split into several; it is written once.
  const distinct = new Map(words.map(({ from, start }) => [from, start]));
  let isFirst = true;
  for (const [{ segments }, start] of distinct) {
    if (!isFirst) writer.at(" ", start, start, script);
    write(segments, script, writer);
    isFirst = false;
  }
}
