// Replaces one `owner/name` with another in a file's text, and nothing else.
import { full, type RepositoryName } from "./repository-name.ts";

/** Text of the file at `path` with the repository, and in CODEOWNERS its owner's teams, under the new name. */
export function renamed(path: string, text: string, from: RepositoryName, to: RepositoryName): string {
  const result = text.replace(mentionOf(full(from)), () => full(to));
  return path.endsWith("CODEOWNERS")
    ? result.replace(new RegExp(`(?<=(?:^|\\s)@)${escaped(from.owner)}(?=/)`, "gim"), () => to.owner)
    : result;
}

/** Line numbers, from 1, on which a text mentions the repository. */
export function mentions(text: string, repository: RepositoryName): number[] {
  const pattern = mentionOf(full(repository));
  return text.split("\n").flatMap((line, index) => (line.search(pattern) < 0 ? [] : [index + 1]));
}

/** `acme/lib` in `uses: acme/lib/x@v1`, `github.com/acme/lib.git` and at a sentence's end, not in `acme/library`, `acme/lib.js` or `x-acme/lib`. */
function mentionOf(name: string): RegExp {
  return new RegExp(`(?<![\\w.-])${escaped(name)}(?![\\w-]|\\.(?!git\\b)\\w)`, "gi");
}

/** The one letter of a name that means something else in a pattern. */
const escaped = (name: string) => name.replaceAll(".", "\\.");
