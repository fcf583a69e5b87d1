import { expect, it } from "vitest";
import { isMap } from "yaml";
import { readDocuments } from "./yaml-documents.ts";

const said = (text: string) => readDocuments(text).fault?.message;

it("reads every document, each with its own anchors", () => {
  const { documents, fault } = readDocuments("a: &x 1\nb: *x\n---\nc: &x 2\nd: *x\n");
  expect(fault).toBeUndefined();
  expect(documents.map(({ start, targets }) => [start, [...targets.values()].map(String)])).toEqual([
    [0, ["1"]],
    [14, ["2"]],
  ]);
});

it.each([
  [
    "a: [\nb: }\n",
    "This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
  ],
  ["a: *gone\n", "This is not valid YAML: there is no anchor &gone before this alias."],
  [`a: ${"[".repeat(500)}`, "This file is nested more than 400 levels deep; the rest was not read."],
  ["- ".repeat(50_000), "This file is nested more than 400 levels deep; the rest was not read."],
  ["---\na: 1\n".repeat(1500), "This file contains more than 1000 YAML documents; the rest was not read."],
  ["a: 1\n".repeat(50_000), "This file contains more than 150000 YAML tokens; the rest was not read."],
])("says in a sentence what is wrong with %.20j", (text, sentence) => {
  expect(said(text)).toBe(sentence);
});

it("quotes no more than a line can hold", () => {
  const quoted = said(`a: *${"x".repeat(5000)}\n`);
  expect(quoted).toMatch(/^This is not valid YAML: there is no anchor &xx.*xx…\.$/);
  expect(quoted?.length).toBeLessThan(300);
});

it("hands on what stands before a bound", () => {
  const { documents } = readDocuments(`name: first\n${"a: 1\n".repeat(50_000)}`);
  const root = documents[0]?.root;
  expect(isMap(root) && root.get("name")).toBe("first");
});

it("leaves the stacks of other errors alone", () => {
  const before = Error.stackTraceLimit;
  said("}");
  expect(Error.stackTraceLimit).toBe(before);
});
