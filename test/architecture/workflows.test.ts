// Every workflow, action and snippet is valid for GitHub, and uses our actions with valid inputs.
import { describe, expect, it } from "vitest";
import { filesBelow, foldersIn, read } from "./files.ts";
import { actionMistakes, workflowMistakes } from "./github-parser.ts";
import { mistakesOf, repository, unknownOutputs, usesByJob } from "./own-uses.ts";
import { meaningOf, snippetsOf } from "./snippets.ts";

const workflows = filesBelow(".github/workflows", /\.ya?ml$/);
const actions = [
  ...foldersIn("actions").map((name) => `actions/${name}/action.yml`),
  ...foldersIn("dist").map((name) => `dist/${name}/action.yml`),
].filter((path) => filesBelow(path.replace(/\/[^/]+$/, ""), /action\.yml$/).includes(path));
const snippets = filesBelow("", /\.md$/)
  .flatMap(snippetsOf)
  .flatMap((snippet) => {
    const meaning = meaningOf(snippet);
    return meaning === undefined ? [] : [{ name: `${snippet.path}:${snippet.line}`, ...meaning }];
  });

function misuses(text: string): string[] {
  return usesByJob(text).flatMap((uses) => [...uses.flatMap(mistakesOf), ...unknownOutputs(text, uses)]);
}

describe.each(workflows)("%s", (path) => {
  const text = read(path);
  it("is valid for GitHub", async () => expect(await workflowMistakes(path, text)).toEqual([]));
  it("uses our actions with valid inputs", () => expect(misuses(text)).toEqual([]));
});

describe.each(actions)("%s", (path) => {
  const text = read(path);
  it("is valid for GitHub", () => expect(actionMistakes(path, text)).toEqual([]));
  it("uses our actions with valid inputs", () => expect(misuses(text)).toEqual([]));
});

describe.each(snippets)("the snippet at $name", ({ name, kind, text }) => {
  it("is valid for GitHub", async () =>
    expect(kind === "workflow" ? await workflowMistakes(name, text) : actionMistakes(name, text)).toEqual([]));
  it("uses our actions with valid inputs", () => expect(misuses(text)).toEqual([]));
});

describe("these checks themselves", () => {
  it("find workflows, actions and snippets", () => {
    expect(workflows).not.toEqual([]);
    expect(snippets).not.toEqual([]);
  });
  it("report errors of GitHub's parser", async () => {
    const text = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: a\n        wth: {}\n";
    expect(await workflowMistakes("w.yml", text)).toEqual([expect.stringContaining("Unexpected value 'wth'")]);
    expect(
      await workflowMistakes(
        "w.yml",
        "on: push\njobs:\n  a:\n    runs-on: x\n    if: ${{ a( }}\n    steps: [{run: a}]\n",
      ),
    ).not.toEqual([]);
    expect(actionMistakes("action.yml", "name: a\ndescription: b\nruns:\n  using: node24\n  mian: x\n")).not.toEqual(
      [],
    );
  });
  it("report inputs that do not fit one of our actions", () => {
    const given = (uses: string, inputs: Record<string, string>) =>
      mistakesOf({ uses: `${repository}/${uses}`, given: inputs });
    expect(given("no-such-action@v1", {})).toEqual([expect.stringContaining("there is no such action")]);
    expect(given(".github/workflows/no.yml@v1", {})).toEqual([expect.stringContaining("there is no such workflow")]);
    expect(given("immutable-tag-validator@v1", { paths: "x", path: "y" })).toEqual([
      `${repository}/immutable-tag-validator@v1: there is no input path`,
    ]);
    expect(given("health-check@v1", {})).toEqual([`${repository}/health-check@v1: the input health-url is missing`]);
    const called = `${repository}/.github/workflows/deploy.yml@v1`;
    const [first] = mistakesOf({ uses: called, given: { nothing: "known" }, secrets: { NOTHING: "known" } });
    expect(first).toBe(`${called}: there is no input nothing`);
    expect(mistakesOf({ uses: called, given: {}, secrets: { NOTHING: "known" } })).toContain(
      `${called}: there is no secret NOTHING`,
    );
    expect(
      unknownOutputs("${{ steps.check.outputs.healthy }} ${{ steps.check.outputs.helthy }}", [
        { uses: `${repository}/health-check@v1`, given: {}, id: "check" },
      ]),
    ).toEqual([`${repository}/health-check@v1 has no output helthy`]);
    expect(given("build-image@main", {})).toContain(`${repository}/build-image@main: write @v1`);
    expect(mistakesOf({ uses: "actions/checkout@x", given: { any: "thing" } })).toEqual([]);
  });
  it("complete a snippet, and refuse one with a `uses:` that cannot be completed", () => {
    const meaning = (text: string) => meaningOf({ path: "x.md", line: 1, text });
    expect(meaning("- uses: a/b@c\n")?.text).toContain("    steps:\n      - uses: a/b@c\n");
    expect(meaning("deploy:\n  uses: a/b/.github/workflows/c.yml@d\n")?.text).toContain("jobs:\n  deploy:\n");
    expect(meaning("steps:\n  - run: a\n")?.text).toContain("runs-on: ubuntu-latest\n    steps:\n");
    expect(meaning("- run: echo ${{ inputs.tag }}\n")?.text).toContain(
      "  workflow_dispatch:\n    inputs:\n      tag:\n",
    );
    expect(meaning("runs: {using: composite}\n")?.kind).toBe("action");
    expect(meaning("services:\n  app: {image: x}\n")).toBeUndefined();
    expect(() => meaning("with:\n  - uses: a/b@c\n")).toThrow("x.md:1");
  });
});
