import { describe, expect, it } from "vitest";
import {
  commitMark,
  isLiteral,
  type MarkKind,
  mark,
  meaningOf,
  meaningsIn,
  replaceMarks,
  shown,
  withoutReserved,
} from "./mark.ts";
import { sliceMarked } from "./slice.ts";

const KINDS: readonly MarkKind[] = [
  ...(["digest", "version", "branch", "run", "time", "name", "input", "secret"] as const),
  ...(["variable", "output", "remote", "command", "expression"] as const),
];

describe("marks", () => {
  it("are one character each, and each its own", () => {
    const all = [...KINDS.map(mark), ...Array.from({ length: 40 }, (_, index) => commitMark(index + 1))];
    expect(new Set(all).size).toBe(all.length);
    expect(all.map((one) => [...one].length)).toEqual(all.map(() => 1));
    expect(all.some(isLiteral)).toBe(false);
  });
  it.each(KINDS)("mean what they were made for: %s", (kind) => {
    expect(meaningOf(mark(kind))).toEqual({ kind });
    expect(shown(`a${mark(kind)}b`)).toBe(`a<${kind}>b`);
  });
  it.each([
    [1, 1],
    [7, 7],
    [40, 40],
    [41, 40],
    [0, 1],
    [-3, 1],
    [7.9, 7],
  ])("of a commit cut to %d digits mean %d", (asked, length) => {
    expect(meaningOf(commitMark(asked))).toEqual({ kind: "commit", length });
  });
  it("are found in order", () => {
    expect(meaningsIn(`a${commitMark(8)}-${mark("run")}${mark("run")}`)).toEqual([
      { kind: "commit", length: 8 },
      { kind: "run" },
      { kind: "run" },
    ]);
    expect(replaceMarks(`a${mark("run")}b${commitMark()}`, ({ kind }) => kind.toUpperCase())).toBe("aRUNbCOMMIT");
  });
  it.each(["", "a", "é", "\u{1F600}", "\ue000", "\u{effff}"])("stand for no other character: %j", (text) => {
    expect(isLiteral(text)).toBe(true);
    expect(meaningsIn(text)).toEqual([]);
    expect(withoutReserved(text)).toBe(text);
  });
  it("cannot come in from outside", () => {
    const forged = `a${mark("digest")}\u{100000}\u{10ffff}b`;
    const text = withoutReserved(forged);
    expect(isLiteral(text)).toBe(true);
    expect(text).toHaveLength(forged.length);
    expect(text).toBe(`a${"\ufffd".repeat(6)}b`);
  });
});

describe("a cut", () => {
  const C = commitMark();
  const run = mark("run");
  it.each<[text: string, start: number, length: number | undefined, cut: string]>([
    ["abcdef", 1, 3, "bcd"],
    ["abc", 1, undefined, "bc"],
    ["abc", 5, 2, ""],
    [C, 0, 7, commitMark(7)],
    [C, 3, 7, commitMark(7)],
    [C, 0, 99, C],
    [C, 39, undefined, commitMark(1)],
    [C, 40, undefined, ""],
    [C, 0, 0, ""],
    [`v${C}-x`, 0, 8, `v${commitMark(7)}`],
    [`v${C}-x`, 1, undefined, `${C}-x`],
    [`v${C}-x`, 41, 2, "-x"],
    [commitMark(7), 0, 40, commitMark(7)],
    [run, 0, 3, run],
    [run, 5, 3, run],
    [`ab${run}cd`, 0, 2, "ab"],
    [`ab${run}cd`, 0, 3, `ab${run}c`],
    [`\u{1F600}${C}`, 0, 9, `\u{1F600}${commitMark(7)}`],
  ])("of %j from %d, %s long", (text, start, length, cut) => {
    expect(shown(sliceMarked(text, start, length))).toBe(shown(cut));
    expect(sliceMarked(text, start, length)).toBe(cut);
  });
});
