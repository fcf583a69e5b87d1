// What renders wrong in our Markdown: unintended HTML, fences and tables that do not parse, broken links.
import { lint } from "markdownlint/promise";
import { describe, expect, it } from "vitest";
import { filesBelow, read } from "../architecture/files.ts";
import { deadLinks } from "../architecture/links.ts";

const SETTINGS = {
  default: true,
  MD013: false, // line length: prose is wrapped where it reads well
  MD060: false, // the column style of tables: it does not change what is shown
  MD033: { allowed_elements: ["br", "details", "summary", "img", "a"] },
  MD041: false, // GitHub shows a pull request template below a title of its own
};

/** The release tree's own README is written by hand too; everything else below dist/ is a copy. */
const files = filesBelow("", /\.md$/);

async function mistakes(name: string, text: string): Promise<string[]> {
  const found = await lint({ strings: { [name]: text }, config: SETTINGS });
  return (found[name] ?? []).map(
    ({ lineNumber, ruleNames, ruleDescription, errorDetail }) =>
      `${name}:${lineNumber} ${ruleNames[0]} ${ruleDescription}${errorDetail ? `: ${errorDetail}` : ""}`,
  );
}

describe.each(files)("%s", (path) => {
  it("renders as it is meant", async () => expect(await mistakes(path, read(path))).toEqual([]));
  it("links to files and headings that are there", () => expect(deadLinks(path, read(path))).toEqual([]));
});

it("and these checks find what they should", async () => {
  expect(await mistakes("x.md", "# A\n\nA tag such as dev-<commit> vanishes.\n")).toEqual([
    "x.md:3 MD033 Inline HTML: Element: commit",
  ]);
  expect(await mistakes("x.md", "# A\n\n[b](#c)\n")).toEqual([expect.stringContaining("x.md:3 MD051")]);
  expect(deadLinks("x.md", "[b](nowhere.md)")).toEqual(["](nowhere.md)"]);
});
