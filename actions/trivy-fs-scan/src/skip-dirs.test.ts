import { expect, it } from "vitest";
import { isPattern, skipDirsProblem } from "./skip-dirs.ts";

it.each(["node_modules", "./build", "a/b/", "**/testdata", "pkg/*/fixtures", "v[0-9]*", "a[!b]c"])(
  "takes %s",
  (pattern) => {
    expect(skipDirsProblem([pattern])).toBeUndefined();
  },
);

it.each([
  ["/etc", "absolute"],
  ["C:\\Windows", "absolute"],
  ["../other", "leads out"],
  ["a/../../b", "leads out"],
  ["a\\..\\b", "leads out"],
  [".", "covers everything"],
  ["**", "covers everything"],
  ["**/*", "covers everything"],
  ["a[b", "not closed"],
  ["{a", "not closed"],
  ["b}", "not closed"],
  ["a]", "not closed"],
])("refuses %s: %s", (pattern, words) => {
  expect(skipDirsProblem(["fine", pattern])).toContain(words);
});

it("tells patterns from paths", () => {
  expect(["a/b", "a*", "a?", "[a]", "{a}"].map(isPattern)).toEqual([false, true, true, true, true]);
});
