import { describe, expect, it } from "vitest";
import { parseYaml } from "./document.ts";

const parse = (text: string) => parseYaml({ path: "w.yml", text });

describe("a file that is not sound YAML", () => {
  it.each([
    ["an unclosed list", "jobs:\n  a: [\n b: }\n", "3:2"],
    ["a tab", "jobs:\n\ta: 1\n", "2:1"],
    ["two documents", "a: 1\n---\nb: 2\n", "2:1"],
    ["deep brackets", `a: ${"[".repeat(5000)}`, "1:403"],
    ["deep lists", "- ".repeat(50_000), undefined],
  ])("gives one problem with its place: %s", (_, text, place) => {
    const { problems } = parse(text);
    expect(problems).toHaveLength(1);
    const start = problems[0]?.range.start;
    if (place !== undefined) expect(`${start?.line}:${start?.column}`).toBe(place);
  });
  it("still hands on what could be read", () => {
    const { root, problems } = parse("name: x\nname: y\njobs: {a: 1}\nb: [\n");
    expect(problems).toHaveLength(1);
    expect(root?.get("jobs")?.get("a")?.text()?.value).toBe("1");
  });
  it("does not count the brackets of a script's colour codes", () => {
    const script = "          echo -e \"\\e[31mred\" '['\n".repeat(100);
    expect(parse(`k: |\n${'          echo "\\033[0m"\n'.repeat(900)}`).problems).toEqual([]);
    expect(parse(`k: |\n${script}`).problems).toEqual([]);
  });
});

describe("anchors", () => {
  it("are followed to the definition before the alias", () => {
    const { root } = parse("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
    expect(["b", "d"].map((key) => root?.get(key)?.text()?.value)).toEqual(["1", "2"]);
  });
  it("may form a cycle", () => {
    const { root } = parse("a: &x\n  b: *x\n");
    expect(root?.get("a")?.get("b")?.get("b")?.get("b")?.entries()).toHaveLength(1);
  });
  it("that lead nowhere give a problem and no value", () => {
    const { root, problems } = parse("a: *gone\nb: 1\n");
    expect(root?.get("a")?.text()).toBeUndefined();
    expect(problems).toHaveLength(1);
  });
});

it("asks nothing of what is not there", () => {
  const { root } = parse("a: [1]\nb:\n");
  expect(root?.get("a")?.get("x")).toBeUndefined();
  expect(root?.get("b")?.text()).toBeUndefined();
  expect(root?.get("a")?.entries()).toEqual([]);
  expect(root?.items()).toEqual([]);
});
