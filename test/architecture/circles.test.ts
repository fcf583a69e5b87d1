// No file of this repository imports itself, directly or through other files. Type imports count too.
import { describe, expect, it } from "vitest";
import { between, circlesIn } from "./circles.ts";
import { filesBelow } from "./files.ts";
import { readModules, roomOf } from "./modules.ts";

const modules = readModules();

it("no files import each other in a circle", () => expect(circlesIn(modules)).toEqual([]));

it("no packages import each other in a circle", () => {
  const packages = between(modules, (path) => (isShipped(path) ? roomOf(path) : undefined));
  expect(circlesIn(packages)).toEqual([]);
});

/** What an action or package is built from. */
function isShipped(path: string): boolean {
  return /^(?:packages|actions|apps)\/[^/]+\/src\//.test(path) && !path.endsWith(".test.ts");
}

describe("the graph of modules", () => {
  it("contains every source file", () => {
    const files = ["packages", "actions", "apps", "scripts", "test"].flatMap((folder) => filesBelow(folder, /\.ts$/));
    expect(files.filter((path) => !modules.has(path))).toEqual([]);
    expect(files).toContain("test/architecture/circles.test.ts");
  });
  it("resolves relative paths and package entries", () => {
    expect(modules.get("test/architecture/circles.test.ts")).toEqual([
      "test/architecture/circles.ts",
      "test/architecture/files.ts",
      "test/architecture/modules.ts",
    ]);
    expect(modules.get("packages/check/src/policy-source.ts")).toEqual(
      expect.arrayContaining(["packages/policy/src/config/read.ts", "packages/policy/src/index.ts"]),
    );
  });
});

describe("the search for circles", () => {
  const graph = (text: string) =>
    new Map(
      text.split(" ").map((node): [string, string[]] => {
        const [from = "", to = ""] = node.split(">");
        return [from, [...to]];
      }),
    );
  it.each([
    ["a>b b>c c>", []],
    ["a>bc b>d c>d d>", []],
    ["a>a", [["a"]]],
    ["a>b b>a", [["a", "b"]]],
    ["a>b b>c c>d d>b", [["b", "c", "d"]]],
    [
      "c>d d>c a>bc b>a",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["a>bx b>ca c>b x>", [["a", "b", "c"]]],
  ])("%s", (text, circles) => expect(circlesIn(graph(text))).toEqual(circles));
  it("merges the nodes of a group", () => {
    const merged = between(graph("a>b c>b b>x x>"), (node) => (node === "x" ? undefined : node === "b" ? "B" : "AC"));
    expect([...merged]).toEqual([
      ["AC", ["B"]],
      ["B", []],
    ]);
  });
});
