import { type Template, TemplateWriter, templateOfFile, valuesIn } from "@deploy-actions/workflow-source";
import { only } from "@deploy-actions/workflow-source/value";
import { describe, expect, it } from "vitest";
import { readYaml, type Yaml } from "./yaml.ts";

const fileOf = (text: string): Template => templateOfFile({ path: "f.yml", text });
const read = (text: string) => readYaml(fileOf(text));
const root = (text: string): Yaml | undefined => read(text).documents[0];
const textAt = (node: Yaml | undefined, ...keys: string[]) =>
  keys.reduce<Yaml | undefined>((inner, key) => inner?.get(key), node)?.text()?.text;

it("knows where the characters of a scalar stand", () => {
  const text = root('a:\n  - x\n  - "b:\\x31 c"\n')?.get("a")?.items()[1]?.text();
  expect(text?.text).toBe("b:1 c");
  expect(text?.place(2, 3).range().start).toEqual({ line: 3, column: 8 });
  expect(text?.place(0, 5)).toMatchObject({ path: "f.yml" });
  expect(text?.place(0, 5).range().end).toEqual({ line: 3, column: 14 });
});

it("reads every document, leaving out the empty ones", () => {
  const { documents, problems } = read("---\na: 1\n---\n# none\n---\na: 2\n...\n");
  expect(documents.map((one) => textAt(one, "a"))).toEqual(["1", "2"]);
  expect(problems).toEqual([]);
});

it("keeps the holes of a file that a script wrote, and where the script says so", () => {
  const script = fileOf("cat <<E\nimage: app:${TAG}\nE\n");
  const writer = new TemplateWriter();
  writer.text("image: app:", 8, script);
  writer.hole(only("v1"), 19, 25, script, "${TAG}");
  writer.text("\n", 25, script);
  const image = readYaml(writer.done()).documents[0]?.get("image")?.text();
  expect(image && valuesIn(image.text, image.holes)).toEqual(only("app:v1"));
  expect(image?.place(0, image.text.length).range()).toEqual({
    start: { line: 2, column: 8 },
    end: { line: 2, column: 18 },
  });
});

it("lets no escape pass for a hole", () => {
  expect(textAt(root('a: "\\U00100000"'), "a")).toBe("\ufffd\ufffd");
});

describe("merge keys", () => {
  it.each([
    ["a mapping", "d: &d {image: x}\ns:\n  <<: *d\n  build: .\n", "x"],
    ["an own entry wins, wherever it stands", "d: &d {image: x}\ns:\n  image: y\n  <<: *d\n", "y"],
    ["the first of a list wins", "a: &a {image: x}\nb: &b {image: y}\ns:\n  <<: [*a, *b]\n", "x"],
    ["one through another", "a: &a {image: x}\nb: &b\n  <<: *a\ns:\n  <<: *b\n", "x"],
    ["a mapping written in place", "s:\n  <<: {image: x}\n", "x"],
  ])("%s", (_, text, image) => expect(textAt(root(text), "s", "image")).toBe(image));

  it("lists own entries before those that are merged in", () => {
    const keys = root("d: &d {a: 1, b: 2}\ns:\n  <<: *d\n  c: 3\n")
      ?.get("s")
      ?.entries()
      .map(({ key }) => key);
    expect(keys).toEqual(["c", "a", "b"]);
  });
});

it("gives an own tag", () => {
  expect(root("build: !reset null\n")?.get("build")?.tag).toBe("!reset");
});

describe("a file that is broken or hostile", () => {
  it.each([
    ["an unclosed list", "a: [\n"],
    ["an alias to nothing", "a: *x\n"],
    ["deep brackets", `a: ${"[".repeat(5000)}`],
    ["deep lists", "- ".repeat(50_000)],
    ["countless documents", "a: 1\n---\n".repeat(20_000)],
  ])("gives one problem: %s", (_, text) => expect(read(text).problems).toHaveLength(1));

  it("still hands on what could be read", () => {
    expect(textAt(root("a: 1\nb: [\n"), "a")).toBe("1");
  });
  it("survives mappings that merge themselves, alone and in numbers", () => {
    expect(root("a: &a\n  <<: *a\n  b: 1\n")?.get("a")?.entries()).toHaveLength(1);
    const bomb = Array.from(
      { length: 60 },
      (_, n) => `m${n}: &m${n}\n  <<: [${n === 0 ? "{k: v}" : `*m${n - 1}, *m${n - 1}`}]\n`,
    );
    expect(root(bomb.join(""))?.get("m59")?.entries().length).toBeLessThan(2);
    expect(root("a: &a [*a]\n")?.get("a")?.items()[0]?.items()).toHaveLength(1);
  });
});
