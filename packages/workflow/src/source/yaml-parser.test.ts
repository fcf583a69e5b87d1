import { expect, it } from "vitest";
import { valueAt, type YamlDocument } from "./yaml-node.ts";
import { parsedDocuments } from "./yaml-parser.ts";

const said = (text: string) => parsedDocuments(text).fault?.message;
const at = ({ root }: YamlDocument, key: string) => (root?.is === "map" ? valueAt(root, key) : undefined);

it("reads every document, each with its own anchors", () => {
  const { documents, fault } = parsedDocuments("a: &x 1\nb: *x\n---\nb: &x 2\na: &x 3\nb: *x\nd: *x\n");
  expect(fault).toBeUndefined();
  expect(documents.map(({ start }) => start)).toEqual([0, 14]);
  expect(documents.map((one) => at(one, "b"))).toMatchObject([{ is: "alias", target: { text: "1" } }, { text: "2" }]);
  expect(documents.map((one) => at(one, "d"))).toMatchObject([undefined, { is: "alias", target: { text: "3" } }]);
});

it("lets an alias stand for what it stands in", () => {
  const [document] = parsedDocuments("a: &x\n  b: *x\n").documents;
  const a = document && at(document, "a");
  expect(a?.is === "map" && valueAt(a, "b")).toEqual({ is: "alias", target: a });
});

it("tells null from text, and numbers as they are written", () => {
  const [document] = parsedDocuments("[~, '~', , 1.10, !x y]").documents;
  const items = document?.root?.is === "list" ? document.root.items : [];
  expect(items.map((item) => item.is === "scalar" && [item.text, item.tag])).toEqual([
    [undefined, undefined],
    ["~", undefined],
    ["1.10", undefined],
    ["y", "!x"],
  ]);
});

it.each([
  [
    "a: [\nb: }\n",
    "This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
  ],
  ["a: *gone\n", "This is not valid YAML: no anchor &gone stands before this alias."],
  [`a: ${"[".repeat(500)}`, "This file nests deeper than 400 levels; what follows was not read."],
  ["- ".repeat(50_000), "This file nests deeper than 400 levels; what follows was not read."],
  ["---\na: 1\n".repeat(1500), "This file holds more than 1000 YAML documents; what follows was not read."],
  ["a: 1\n".repeat(50_000), "This file holds more than 150000 pieces of YAML; what follows was not read."],
])("says in a sentence what is wrong with %.20j", (text, sentence) => {
  expect(said(text)).toBe(sentence);
});

it("quotes no more than a line can hold", () => {
  const quoted = said(`a: *${"x".repeat(5000)}\n`);
  expect(quoted).toMatch(/^This is not valid YAML: no anchor &xx.*xx…\.$/);
  expect(quoted?.length).toBeLessThan(300);
});

it("hands on what stands before a bound", () => {
  const [document] = parsedDocuments(`name: first\n${"a: 1\n".repeat(50_000)}`).documents;
  expect(document && at(document, "name")).toMatchObject({ text: "first" });
});

it("leaves the stacks of other errors alone", () => {
  const before = Error.stackTraceLimit;
  said("}");
  expect(Error.stackTraceLimit).toBe(before);
});
