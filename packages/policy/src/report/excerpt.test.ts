import { expect, it } from "vitest";
import { excerptOf } from "./excerpt.ts";

const on = (line: string, from: number, to: number) =>
  excerptOf([line], { start: { line: 1, column: from }, end: { line: 1, column: to } });

it("marks the place in the line", () => {
  expect(on("\tdocker pull a:latest", 14, 22)).toEqual({
    line: 1,
    code: "\tdocker pull a:latest",
    mark: "\t            ^^^^^^^^",
  });
});

it("cuts a long line around the place", () => {
  const line = `${"x".repeat(400)}HERE${"y".repeat(400)}`;
  const excerpt = on(line, 401, 405);
  expect(excerpt?.code).toHaveLength(102);
  expect(excerpt?.code.indexOf("HERE")).toBe(excerpt?.mark.indexOf("^"));
  expect(excerpt?.mark.trim()).toBe("^^^^");
});

it("marks one character of an empty place, and the rest of the line of one over lines", () => {
  expect(on("abc", 2, 2)?.mark).toBe(" ^");
  expect(excerptOf(["abcdef", "g"], { start: { line: 1, column: 3 }, end: { line: 2, column: 2 } })?.mark).toBe(
    "  ^^^^",
  );
});

it("has none of a line that isn't there", () => {
  expect(excerptOf([], { start: { line: 9, column: 1 }, end: { line: 9, column: 2 } })).toBeUndefined();
});
