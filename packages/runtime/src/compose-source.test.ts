// References to other files in a compose file, in every form that the specification allows.
import { describe, expect, it } from "vitest";
import { readSource } from "./compose-source.ts";

const read = (text: string) => readSource("/c/compose.yml", text);
const paths = (list: readonly { readonly path: string }[]) => list.map(({ path }) => path);

describe("other compose files", () => {
  it("are found in every form of include and extends", () => {
    const text = [
      "include:",
      "  - a.yml",
      "  - path: b.yml",
      "  - { path: [c.yml, d.yml], project_directory: x }",
      "services:",
      "  web: { extends: { file: e.yml, service: base } }",
      "  same: { extends: web }",
      "  here: { extends: { service: web } }",
    ];
    expect(paths(read(text.join("\n")).parts)).toEqual(["e.yml", "a.yml", "b.yml", "c.yml", "d.yml"]);
  });

  it("are found behind anchors, merges, tags, and in a second document", () => {
    const text = [
      "x-base: &base { extends: { file: e.yml, service: s } }",
      "services: { web: { <<: *base, ports: !reset [] } }",
      "---",
      "include: [z.yml]",
    ];
    expect(paths(read(text.join("\n")).parts)).toEqual(["e.yml", "z.yml"]);
  });
});

it.each(["? ".repeat(300), "? {a: b}\n: c\n", "&a [b]: c\n", "x: &a [b]\n*a : c\n"])(
  "refuses keys that are not text: case %#",
  (text) => {
    expect(() => read(text)).toThrow("a key is a list or a mapping");
  },
);

it("env_files are found in every form, except optional ones", () => {
  const text = [
    "include: [{ path: a.yml, env_file: [i.env] }]",
    "services:",
    "  a: { env_file: one.env }",
    "  b: { env_file: [two.env, { path: three.env }, { path: four.env, required: false }] }",
  ];
  expect(read(text.join("\n")).variableFiles).toEqual([
    { path: "one.env", by: "Service a", service: "a" },
    { path: "two.env", by: "Service b", service: "b" },
    { path: "three.env", by: "Service b", service: "b" },
    { path: "i.env", by: "An `include`" },
  ]);
});

it.each([
  "",
  "[]",
  "services: 5",
  "services: { web: null }",
  "include: 7",
  "services: { web: { extends: 7, env_file: 7 } }",
])("finds nothing in %j, and leaves its judgement to Compose", (text) => {
  expect(read(text)).toMatchObject({ parts: [], variableFiles: [] });
});

it("reports the file and the error of invalid YAML", () => {
  expect(() => read("services: [")).toThrow(/^\/c\/compose\.yml could not be read as YAML: /);
});
