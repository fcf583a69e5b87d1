// How the reusable workflows ship: with `$/` and with names, two forms that are otherwise equal, for every reusable workflow.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadActions, project } from "../../scripts/actions.ts";
import { isReusable, portablePath, shippedWorkflows, tagOf } from "../../scripts/build/workflows.ts";
import { filesBelow, read } from "../architecture/files.ts";
import { workflowMistakes } from "../architecture/github-parser.ts";

const { repository, version } = project();
const sources = filesBelow(".github/workflows", /\.ya?ml$/).map((path) => ({ path, text: read(path) }));
const reusable = sources.filter(isReusable);
const shipped = new Map(shippedWorkflows(sources, { repository, version }).map(({ path, text }) => [path, text]));
const actions = (await loadActions()).map(({ name }) => name);

/** Every `uses:` of the text that refers to one of our actions or workflows in one of the three ways, as its target. */
const ours = (text: string) =>
  [...text.matchAll(/^[ -]*uses: (?:\$\/|REPOSITORY\/)([^@\s]+)(\S*)$/gm)].map(([, target = "", rest = ""]) => ({
    target,
    rest,
  }));
const plain = (text: string) => text.replaceAll(`uses: ${repository}/`, "uses: REPOSITORY/");

it("are those that others can call, without the callers", () => {
  expect(reusable.map(({ path }) => path)).toContain(".github/workflows/deploy.yml");
  expect([...shipped.keys()].toSorted()).toEqual(reusable.flatMap(({ path }) => [path, portablePath(path)]).toSorted());
});

describe.each(reusable)("$path", ({ path, text }) => {
  const bySelf = shipped.get(path) ?? "";
  const byName = shipped.get(portablePath(path)) ?? "";

  it("refers to each of our actions with `$/`, and is valid for GitHub", async () => {
    const named = ours(plain(bySelf));
    expect(named).toEqual(ours(plain(text)).map(({ target }) => ({ target, rest: "" })));
    expect(named.length).toBeGreaterThan(0);
    for (const { target } of named)
      expect(target.startsWith(".github/") ? [...shipped.keys()] : actions).toContain(target);
    expect(bySelf).not.toContain(`uses: ${repository}/`);
    // Its parser supports `$/`; actionlint 1.7.12 does not yet, and act and the runners of Gitea and Forgejo cannot fetch it.
    expect(await workflowMistakes(path, bySelf)).toEqual([]);
  });

  it("refers to them by repository and tag in the portable form, and is valid for GitHub", async () => {
    expect(byName).not.toContain("$/");
    expect(new Set(ours(plain(byName)).map(({ rest }) => rest))).toEqual(new Set([`@${tagOf(version)}`]));
    expect(await workflowMistakes(portablePath(path), byName)).toEqual([]);
  });

  it("is otherwise equal in both forms and in the source", () => {
    const neutral = (form: string) =>
      plain(form).replace(
        /^([ -]*uses: )(?:\$\/|REPOSITORY\/)([^@\s]+?)(?:-portable(\.ya?ml))?(?:@v[\d.]+)?$/gm,
        "$1OURS/$2$3",
      );
    expect(neutral(bySelf)).toBe(neutral(text));
    expect(neutral(byName)).toBe(neutral(text));
    expect(neutral(text)).not.toBe(text);
    expect(parse(bySelf)).toBeTypeOf("object");
  });
});

describe("the forms", () => {
  const at = (name: string, uses: string, on = "{ workflow_call: {} }") => ({
    path: `.github/workflows/${name}`,
    text: `# uses: acme/lib/a@v1\non: ${on}\njobs:\n  one:\n    steps:\n      - run: "echo uses: acme/lib/a@v1"\n      - uses: ${uses} # why\n`,
  });
  const forms = (...given: readonly ReturnType<typeof at>[]) =>
    shippedWorkflows(given, { repository: "acme/lib", version: "2.3.4" });
  const usesIn = ({ text }: { readonly text: string }) => /^ +- uses: (.*) # why$/m.exec(text)?.[1];

  it.each([
    ["acme/lib/a@v1", "$/a", "acme/lib/a@v2"],
    ['"acme/lib/a@v1"', "$/a", "acme/lib/a@v2"],
    ["actions/checkout@0123 ", "actions/checkout@0123 ", "actions/checkout@0123 "],
    ["acme/library/a@v1", "acme/library/a@v1", "acme/library/a@v1"],
  ])("%s", (uses, bySelf, byName) => {
    const [first, second] = forms(at("w.yml", uses));
    expect([first, second].map((each) => each && usesIn(each))).toEqual([bySelf, byName]);
    expect(first?.text).toContain("# uses: acme/lib/a@v1\n");
    expect(first?.text).toContain('- run: "echo uses: acme/lib/a@v1"');
  });
  it("a workflow that calls another one calls it in its own form", () => {
    const inner = at("inner.yaml", "acme/lib/a@v1");
    const outer = {
      path: ".github/workflows/outer.yml",
      text: "on: workflow_call\njobs:\n  x:\n    uses: acme/lib/.github/workflows/inner.yaml@v1\n",
    };
    const [bySelf, byName] = forms(outer, inner);
    expect(bySelf?.text).toContain("uses: $/.github/workflows/inner.yaml\n");
    expect(byName?.text).toContain("uses: acme/lib/.github/workflows/inner-portable.yaml@v2\n");
    expect(byName?.path).toBe(".github/workflows/outer-portable.yml");
  });
  it.each([
    ["./dist/a", "means the caller's repository there"],
    ["acme/lib/a@main", "must name the version that moves"],
    ["acme/lib/a", "must name the version that moves"],
  ])("refuse %s", (uses, why) => expect(() => forms(at("w.yml", uses))).toThrow(why));
  it("refuse a source where a portable form belongs", () => {
    expect(() => forms(at("w.yml", "acme/lib/a@v1"), at("w-portable.yml", "acme/lib/a@v1", "push"))).toThrow("rename");
  });
  it.each([
    ["{ push: {} }", false],
    ["[push, workflow_call]", true],
    ["workflow_call", true],
    ["{ workflow_call: }", true],
    ["push", false],
  ])("on: %s", (on, is) => expect(isReusable(at("w.yml", "a/b@c", on))).toBe(is));
  it.each([
    ["1.2.3", "v1"],
    ["0.4.1", "v0.4"],
    ["2.0.0-rc.1", "v2.0.0-rc.1"],
  ])("of release %s name the tag %s", (release, tag) => expect(tagOf(release)).toBe(tag));
});
