// An edit of a text as a value: which files a command edits, and what becomes of each. Whoever keeps the files and pipes of a script
// applies it.
import type { Template } from "../template.ts";
import type { Command, Word } from "./command.ts";

export type TextEdit = {
  /** The files it reads; none: standard input. */
  readonly files: readonly Word[];
  /** True when every file is written back, false when the result is printed. */
  readonly inPlace: boolean;
  /** The text after the edit; undefined when it cannot be told. */
  apply(text: Template): Template | undefined;
};

/** As much of a command as says what it edits. */
export type Editor = Pick<Command, "program" | "args" | "place" | "variable">;
