// The language of source, documents and workflows: plain words that an engineer does not have to look up.
import { describe, expect, it } from "vitest";
import { filesBelow, read } from "./files.ts";
import { AVOIDED } from "./word-list.ts";
import { type Found, sentence, wordsIn } from "./words.ts";

/** Folders that are still being rewritten, each with the words that may be left in it. */
const STILL_TO_DO: Readonly<Record<string, readonly string[]>> = {
  "actions/deploy": ["belongs into", "whoever"],
  "actions/health-check": ["anew", "blot", "for ever", "is no", "mend", "whoever"],
  "actions/immutable-tag-validator": ["come to nothing", "go back", "is no", "mend"],
  "actions/migrate": ["mend"],
  "actions/trivy-fs-scan": ["is no", "patience"],
  "apps/cli": ["is no", "whoever"],
  "docs/policy": ["go back", "is no", "whoever"],
  "packages/action": ["is no", "whoever"],
  "packages/image": ["is no"],
  "packages/migrate": ["for ever", "mend", "one a line", "patience"],
  "packages/policy": ["go back", "is no", "whoever"],
  "packages/probe": [
    "anew",
    "blot",
    "for ever",
    "for want of",
    "haste",
    "is no",
    "mend",
    "patience",
    "the release before",
    "whoever",
  ],
  "packages/registry": ["go back", "whoever"],
  "packages/release": ["go back", "is no", "the release before"],
  "packages/rollout": [
    "Sheet",
    "anew",
    "blot",
    "for ever",
    "go back",
    "haste",
    "is no",
    "lap",
    "the release before",
    "whoever",
  ],
  "packages/runtime": ["anew", "is no", "what of it", "whoever"],
  "packages/secret": ["is no", "whoever"],
  "packages/target": ["for ever"],
  "packages/workflow": ["is no", "one a line", "whoever"],
  "packages/workflow-companion": ["is no", "mend", "the release before", "whoever"],
  "packages/workflow-deploy": ["anew", "is no", "one a line", "whoever"],
  "packages/workflow-shell": ["anew", "is no", "whoever"],
  "packages/workflow-source": ["is no", "whoever"],
};

/** Other people's texts, and the two files that have to name the words. */
const NOT_OURS = /(?:^|\/)fixtures\/|package-lock\.json$|^test\/architecture\/word(?:-list|s)(?:\.test)?\.ts$/;
const TEXT = /\.(?:[cm]?[jt]s|md|ya?ml|sh|go|sql)$|(?:^|\/)package\.json$|^\.ci\/run$/;

const paths = filesBelow("", TEXT).filter((path) => !NOT_OURS.test(path));

describe("source, documents and workflows", () => {
  it.each(["README.md", ".github/workflows/ci.yml", "scripts/build/tree.ts", "actions/deploy/action.yml"])(
    "are read: %s",
    (path) => expect(paths).toContain(path),
  );
  it("use none of the avoided words", () => {
    const found = paths.flatMap((path) => wordsIn(path, read(path)));
    expect(found.filter((one) => !isStillToDo(one)).map(sentence)).toEqual([]);
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

function isStillToDo({ path, entry }: Found): boolean {
  const room = /^(?:packages|actions|apps|docs(?=\/policy\/))\/[^/]+/.exec(path)?.[0];
  return room !== undefined && (STILL_TO_DO[room]?.includes(entry.word) ?? false);
}
