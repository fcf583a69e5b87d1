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
