// The files that a check may read: those of the repository and, within a script, those that earlier commands wrote or changed. Paths are
// relative to the repository root, with `/`. Reading never throws: an unreadable file counts as missing.
import type { Template } from "../template.ts";

export type Files = {
  /** The text of a file; undefined if it does not exist or is not text. */
  read(path: string): Template | undefined;
  /** Sorted paths of all files in a folder and below it; empty if the folder does not exist. */
  below(folder: string): readonly string[];
  /** Paths of all files with this name: those nearest to the root first, then sorted. */
  named(name: string): readonly string[];
};
