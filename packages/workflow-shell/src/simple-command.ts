// A simple command as it runs: its words expanded, each knowing the word of the script that it came out of.
import type { Template, TemplateWriter } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import type { Values } from "@deploy-actions/workflow-source/value";
import type { Expanded } from "./expand.ts";
import type { Command as CommandNode } from "./grammar.ts";
import { write } from "./segment.ts";

/** A word that the command receives, and the word of the script that it came out of, with that one's offset. */
export type Argument = Word & { readonly from: Expanded; readonly start: number };

/** A command with its words expanded. `path` is its name as called; `assignments` are those before it (`A=b docker …`). */
export type Simple = {
  readonly node: CommandNode;
  readonly program: string;
  readonly path: string;
  readonly args: readonly Argument[];
  readonly assignments: ReadonlyMap<string, Values>;
};

/** The text of some of a command's words with blanks between, each character at its place. */
export function writeWords(words: readonly Argument[], script: Template, writer: TemplateWriter): void {
  // A word of the script may have fallen into several that the command receives; it is written once.
  const distinct = new Map(words.map(({ from, start }) => [from, start]));
  let isFirst = true;
  for (const [{ segments }, start] of distinct) {
    if (!isFirst) writer.at(" ", start, start, script);
    write(segments, script, writer);
    isFirst = false;
  }
}
