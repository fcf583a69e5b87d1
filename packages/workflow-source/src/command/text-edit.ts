// A text edit as a value: the files that a command edits, and the change to each. It is applied by the code that tracks the files and pipes
// of a script.
import type { Template } from "../template.ts";
import type { Command, Word } from "./command.ts";

export type TextEdit = {
  /** The files it reads; empty for standard input. */
  readonly files: readonly Word[];
  /** True if the files are edited in place, false if the result is printed. */
  readonly inPlace: boolean;
  /** Returns the text after the edit; undefined if it cannot be determined. */
  apply(text: Template): Template | undefined;
};

/** The parts of a command that determine an edit. */
export type EditCommand = Pick<Command, "program" | "args" | "place" | "variable">;
