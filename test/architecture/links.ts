// The links of a Markdown file that stay within the repository, followed: to a file, and to a heading in it.
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { read } from "./files.ts";

const root = join(import.meta.dirname, "..", "..");
const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]*))?\)/g;

/** The links whose target does not exist, as written. `path` is the file that contains `text`. */
export function deadLinks(path: string, text: string): string[] {
  return [...text.matchAll(LINK)].flatMap(([link, file = "", anchor]) => {
    const target = file === "" ? path : posix.join(posix.dirname(path), file);
    if (!existsSync(join(root, target))) return [link];
    return anchor === undefined || anchorsIn(read(target)).includes(anchor) ? [] : [link];
  });
}

/** As GitHub makes them: lower case, words joined by "-", other characters removed. */
function anchorsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replace(/\s/g, "-"),
  );
}
