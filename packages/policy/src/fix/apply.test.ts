import { expect, it } from "vitest";
import { applyEdits } from "./apply.ts";
import type { Edit } from "./edit.ts";

function edit(startLine: number, startColumn: number, endLine: number, endColumn: number, text: string): Edit {
  return {
    range: { start: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } },
    text,
  };
}

it.each<[string, string, Edit[], string]>([
  ["nothing", "a\nb\n", [], "a\nb\n"],
  ["a replacement", "a: b\nc: d\n", [edit(2, 4, 2, 5, "xyz")], "a: b\nc: xyz\n"],
  ["an insertion", "ab", [edit(1, 2, 1, 2, "-")], "a-b"],
  ["an insertion at the end", "ab", [edit(1, 3, 1, 3, "-")], "ab-"],
  [
    "several, in any order",
    "abc\ndef",
    [edit(2, 1, 2, 2, "X"), edit(1, 3, 1, 4, "Y"), edit(1, 1, 1, 1, "Z")],
    "ZabY\nXef",
  ],
  ["one over lines", "ab\ncd\nef", [edit(1, 2, 3, 2, "-")], "a-f"],
  ["one behind characters of two units", "😀a", [edit(1, 3, 1, 4, "b")], "😀b"],
  ["one behind a byte order mark", "\ufeffab", [edit(1, 1, 1, 2, "x")], "\ufeffxb"],
  ["one before a CRLF", "ab\r\ncd\r\n", [edit(1, 2, 1, 3, "x"), edit(2, 2, 2, 3, "y")], "ax\r\ncy\r\n"],
  ["equal ones once", "ab", [edit(1, 1, 1, 2, "x"), edit(1, 1, 1, 2, "x")], "xb"],
  ["insertions at one place, in the order given", "ab", [edit(1, 2, 1, 2, "x"), edit(1, 2, 1, 2, "y")], "axyb"],
  ["an insertion before what is replaced", "ab", [edit(1, 1, 1, 2, "x"), edit(1, 1, 1, 1, "y")], "yxb"],
  ["neighbours", "abc", [edit(1, 1, 1, 2, "x"), edit(1, 2, 1, 3, "y")], "xyc"],
])("makes %s", (_, text, edits, expected) => {
  expect(applyEdits(text, edits)).toEqual({ text: expected, left: [] });
});

it.each<[string, Edit, Edit]>([
  ["overlap", edit(1, 1, 1, 3, "x"), edit(1, 2, 1, 4, "y")],
  ["replace the same by two texts", edit(1, 1, 1, 2, "x"), edit(1, 1, 1, 2, "y")],
  ["contain one another", edit(1, 1, 1, 5, "x"), edit(1, 2, 1, 3, "y")],
])("leaves out the second of two that %s", (_, first, second) => {
  const { text, left } = applyEdits("abcd", [first, second]);
  expect(left).toEqual([second]);
  expect(text).toBe(applyEdits("abcd", [first]).text);
});

it.each([
  edit(3, 1, 3, 1, "x"),
  edit(1, 4, 1, 4, "x"),
  edit(1, 2, 1, 1, "x"),
  edit(0, 1, 0, 1, "x"),
  edit(1, 0, 1, 1, "x"),
])("leaves out what lies outside the text", (outside) => {
  expect(applyEdits("ab\nc", [outside])).toEqual({ text: "ab\nc", left: [outside] });
});
