// How a simple command is written in its script: its source text, and its place without redirections and here-documents.
import { type SourcePlace, writtenIn } from "@deploy-actions/workflow-source";
import type { Command } from "./grammar.ts";
import type { Run } from "./run.ts";

/** The source text of a command. */
export function lineOf({ script }: Run, node: Command): string {
  return writtenIn(script.text.slice(node.name?.pos ?? node.pos, endOfWords(node)), script.written);
}

/** The place of a command's words. */
export function placeOf({ script }: Run, node: Command): SourcePlace {
  return script.place(node.pos, endOfWords(node));
}

/** Where a command is reported: inside a function, at the outermost call. */
export function reportedAt(run: Run, node: Command): SourcePlace {
  return run.calledAt ?? placeOf(run, node);
}

function endOfWords(node: Command): number {
  return node.args.at(-1)?.end ?? node.name?.end ?? node.end;
}
