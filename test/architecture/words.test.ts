// The language of source, documents and workflows: plain words that an engineer does not have to look up.
import { describe, expect, it } from "vitest";
import { filesBelow, read } from "./files.ts";
import { AVOIDED } from "./word-list.ts";
import { sentence, wordsIn } from "./words.ts";

/** Texts of others (also bundled ones), and the files that have to name the words. */
const NOT_OURS =
  /(?:^|\/)fixtures\/|^examples\/[^/]+\/build\/|package-lock\.json$|^test\/architecture\/word(?:-list|s)(?:\.test)?\.ts$/;
const TEXT = /\.(?:[cm]?[jt]s|md|ya?ml|sh|go|sql)$|(?:^|\/)package\.json$|^\.ci\/run$/;

const paths = filesBelow("", TEXT).filter((path) => !NOT_OURS.test(path));

describe("source, documents and workflows", () => {
  it.each(["README.md", ".github/workflows/ci.yml", "scripts/build/tree.ts", "actions/deploy/action.yml"])(
    "are read: %s",
    (path) => expect(paths).toContain(path),
  );
  it("use none of the avoided words", () => {
    const found = paths.flatMap((path) => wordsIn(path, read(path)));
    expect(found.map(sentence)).toEqual([]);
  });
});

describe.each(AVOIDED)("the entry '$word'", ({ word, caught, fine }) => {
  it.each(caught)("is found in: %s", (text) => {
    const found = wordsIn("some/file.ts", `first line\n// Text: ${text}.\n`);
    expect(found.map(({ line, entry }) => ({ line, word: entry.word }))).toContainEqual({ line: 2, word });
  });
  it.each(fine)("is not found in: %s", (text) => {
    expect(wordsIn("some/file.ts", `// Text: ${text}.\n`).filter(({ entry }) => entry.word === word)).toEqual([]);
  });
});

describe("the reading of words", () => {
  it("leaves everyday English alone", () => {
    const text = "a whole number, housekeeping, there is no file, one per line, it is no longer used, roll back";
    expect(wordsIn("some/file.ts", text)).toEqual([]);
  });
  it("looks at file names and says what to write", () => {
    expect(wordsIn("packages/rollout/src/lap.ts", "").map(sentence)).toEqual([
      'packages/rollout/src/lap.ts:0: "lap" (lap): write the duration of a phase',
    ]);
  });
});
