// The links of a Markdown file that stay within the repository, followed: to a file, and to a heading in it.
import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { read } from "./files.ts";

const root = join(import.meta.dirname, "..", "..");
const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]*))?\)/g;

/** Those that lead nowhere, as written. `path` is where `text` stands. */
export function deadLinks(path: string, text: string): string[] {
  return [...text.matchAll(LINK)].flatMap(([link, file = "", anchor]) => {
    const target = file === "" ? path : posix.join(posix.dirname(path), file);
    if (!existsSync(join(root, target))) return [link];
    return anchor === undefined || anchorsIn(read(target)).includes(anchor) ? [] : [link];
  });
}

/** As GitHub makes them: lower case, words joined by "-", other signs dropped. */
function anchorsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .trim()
      .replace(/\s/g, "-"),
  );
}
