// What renders wrong in our Markdown: unintended HTML, fences and tables that do not parse, broken links.
import { lint } from "markdownlint/promise";
import { describe, expect, it } from "vitest";
import { filesBelow, read } from "../architecture/files.ts";
import { deadLinks } from "../architecture/links.ts";

const SETTINGS = {
  default: true,
  MD013: false, // line length: prose is wrapped for readability
  MD060: false, // the column style of tables: it does not change what is shown
  MD033: { allowed_elements: ["br", "details", "summary", "img", "a"] },
  MD041: false, // GitHub shows a pull request template below its own title
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
  it("renders as intended", async () => expect(await mistakes(path, read(path))).toEqual([]));
  it("has no broken links", () => expect(deadLinks(path, read(path))).toEqual([]));
});

it("these checks find mistakes", async () => {
  expect(await mistakes("x.md", "# A\n\nA tag such as dev-<commit> vanishes.\n")).toEqual([
    "x.md:3 MD033 Inline HTML: Element: commit",
  ]);
  expect(await mistakes("x.md", "# A\n\n[b](#c)\n")).toEqual([expect.stringContaining("x.md:3 MD051")]);
  expect(deadLinks("x.md", "[b](nowhere.md)")).toEqual(["](nowhere.md)"]);
});
