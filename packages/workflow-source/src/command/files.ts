// The files a check may read: the repository's own, and in a script those that earlier commands wrote or changed. Paths start at the
// repository's root, with `/`. Reading never throws: a file that cannot be read is not there.
import type { Template } from "../template.ts";

export type Files = {
  /** The text of a file; undefined where there is none, or none that is text. */
  read(path: string): Template | undefined;
  /** Paths of the files in a folder and below it, sorted; empty where there is no such folder. */
  below(folder: string): readonly string[];
  /** Paths of all files with this name, those nearest to the root first, then sorted. */
  named(name: string): readonly string[];
};
