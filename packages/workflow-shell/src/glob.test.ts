import { expect, it } from "vitest";
import { compileRegExp, globPattern } from "./glob.ts";

/** What a pattern takes off the beginning of a text. */
function taken(glob: string, text: string, reach: "shortest" | "longest" = "longest"): string | undefined {
  const source = globPattern(glob, reach);
  return source === undefined ? undefined : compileRegExp(`^(?:${source})`, "su")?.exec(text)?.[0];
}

it.each([
  ["*", "abc", "abc"],
  ["a*", "abc", "abc"],
  ["a?", "abc", "ab"],
  ["[ab]", "abc", "a"],
  ["[!b]", "abc", "a"],
  ["[^a]", "abc", undefined],
  ["[a-c]*", "b-1", "b-1"],
  ["*/", "a/b/c", "a/b/"],
  ["a.b", "axb", undefined],
  ["a\\*", "a*b", "a*"],
  ["\\[a", "[ab", "[a"],
  ["(a|b)+", "(a|b)+c", "(a|b)+"],
  ["$^{}", "$^{}", "$^{}"],
  ["*\n*", "a\nb", "a\nb"],
  ["\u{1F600}?", "\u{1F600}\u{1F600}", "\u{1F600}\u{1F600}"],
  ["[z-a]", "z", undefined],
  ["", "a", undefined],
])("%j takes of %j %j", (glob, text, expected) => expect(taken(glob, text)).toBe(expected));

it("takes as little as it can where that is asked", () => {
  expect(taken("*/", "a/b/c", "shortest")).toBe("a/");
});

it.each(["*".repeat(5), "a".repeat(101), "*a*a*a*a*"])("refuses %s, which could take too long", (glob) => {
  expect(globPattern(glob, "longest")).toBeUndefined();
});
