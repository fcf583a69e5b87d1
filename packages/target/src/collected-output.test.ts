import { describe, expect, it } from "vitest";
import { excerpt, wholeOutput } from "./collected-output.ts";

describe("wholeOutput", () => {
  it("keeps everything up to its limit, and never a part of more", () => {
    const output = wholeOutput(5);
    expect([output.push("abc"), output.push("de"), output.push("f")]).toEqual([true, true, false]);
    expect(output.text()).toBe("abcde");
  });
});

describe("excerpt", () => {
  it.each([
    ["nothing", [], ""],
    ["less than one part", ["ab"], "ab"],
    ["exactly two parts", ["abc", "def"], "abcdef"],
    ["one character too many", ["abc", "def", "g"], "abc\n[1 characters left out]\nefg"],
    ["one long chunk", ["abcdefghij"], "abc\n[4 characters left out]\nhij"],
    ["many chunks", [..."abcdefghij"], "abc\n[4 characters left out]\nhij"],
  ])("keeps the first and last part of %s", (_, chunks, expected) => {
    const output = excerpt(3);
    for (const chunk of chunks) expect(output.push(chunk)).toBe(true);
    expect(output.text()).toBe(expected);
  });
});
