import { expect, it } from "vitest";
import { isPattern, skipDirsProblem } from "./skip-dirs.ts";

it.each(["node_modules", "./build", "a/b/", "**/testdata", "pkg/*/fixtures", "v[0-9]*", "a[!b]c"])(
  "accepts %s",
  (pattern) => {
    expect(skipDirsProblem([pattern])).toBeUndefined();
  },
);

it.each([
  ["/etc", "absolute"],
  ["C:\\Windows", "absolute"],
  ["../other", "points outside"],
  ["a/../../b", "points outside"],
  ["a\\..\\b", "points outside"],
  [".", "matches everything"],
  ["**", "matches everything"],
  ["**/*", "matches everything"],
  ["a[b", "unclosed"],
  ["{a", "unclosed"],
  ["b}", "unclosed"],
  ["a]", "unclosed"],
])("refuses %s: %s", (pattern, reason) => {
  expect(skipDirsProblem(["fine", pattern])).toContain(reason);
});

it("distinguishes patterns from paths", () => {
  expect(["a/b", "a*", "a?", "[a]", "{a}"].map(isPattern)).toEqual([false, true, true, true, true]);
});
