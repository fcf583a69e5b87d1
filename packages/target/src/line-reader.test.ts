import { expect, it } from "vitest";
import { lineReader } from "./line-reader.ts";

it("splits into the same lines for every chunk size", () => {
  const text = "one\r\ntwo\n\n40%\r80%\rdone";
  for (let size = 1; size <= text.length; size++) {
    const lines: string[] = [];
    const reader = lineReader((line) => lines.push(line));
    for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
    reader.end();
    expect(lines).toEqual(["one", "two", "", "40%", "80%", "done"]);
  }
});

it("passes on an unfinished last line once, at the end", () => {
  const lines: string[] = [];
  const reader = lineReader((line) => lines.push(line));
  reader.push("half");
  expect(lines).toEqual([]);
  reader.end();
  reader.end();
  expect(lines).toEqual(["half"]);
});

it("keeps the beginning of a very long line and says how much is missing", () => {
  const lines: string[] = [];
  const reader = lineReader((line) => lines.push(line));
  for (let chunk = 0; chunk < 100; chunk++) reader.push("x".repeat(1000));
  reader.push("\nnext\n");
  expect(lines).toEqual([`${"x".repeat(64 * 1024)}… (${100_000 - 64 * 1024} more characters in this line)`, "next"]);
});

it("does not cut a character in half", () => {
  const lines: string[] = [];
  const reader = lineReader((line) => lines.push(line));
  reader.push(`a${"😀".repeat(40_000)}`);
  reader.end();
  expect(lines[0]?.isWellFormed()).toBe(true);
});
