// What the linters of others say of our workflows: actionlint, zizmor in its regular persona, and the published schemas. They
// look at this repository, at a repository that copied the callers and nothing else, and at the release tree.
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, tryRun } from "../engine/program.ts";
import { filesBelow, foldersIn, read } from "../house/files.ts";
import { actionlint, checkJsonschema, type Program, zizmor } from "./programs.ts";

const root = join(import.meta.dirname, "../..");
const exceptions = join(root, ".github/actionlint.yaml");
const policies = join(root, ".github/zizmor.yml");
const own = filesBelow(".github/workflows", /\.ya?ml$/);
/** A caller uses a reusable workflow of this library and is copied; the rest of our workflows are this repository's own. */
const callers = own.filter((path) => /^ {4}uses: \S+\/\.github\/workflows\//m.test(read(path)));
const actions = foldersIn("actions").map((name) => `actions/${name}/action.yml`);

const scratch = await mkdtemp(join(tmpdir(), "linters-"));
const copies = join(scratch, "copies");
const releaseTree = join(scratch, "release");
const programs: { actionlint?: Program; zizmor?: Program; checkJsonschema?: Program } = {};

beforeAll(async () => {
  programs.actionlint = await actionlint();
  programs.zizmor = await zizmor();
  programs.checkJsonschema = await checkJsonschema();
  await mkdir(join(copies, ".github/workflows"), { recursive: true });
  for (const path of callers) await cp(join(root, path), join(copies, path));
  await cp(join(root, "dist"), releaseTree, { recursive: true });
  for (const folder of [copies, releaseTree]) await run(["git", "init", "--quiet"], { cwd: folder });
}, 600_000);
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What the program prints when it finds something; empty when it is content. A crash counts as a finding. */
async function complaints(name: keyof typeof programs, args: readonly string[], cwd: string): Promise<string> {
  const program = programs[name];
  if (program === undefined) throw new Error(`${name} was not started`);
  const { code, stdout, stderr } = await tryRun([...program.argv, ...args], { env: program.env, cwd });
  return code === 0 ? "" : `exit code ${code}\n${stdout}${stderr}`;
}
const workflowsIn = (folder: string) =>
  folder === root
    ? own
    : filesBelow(folder === copies ? ".github/workflows" : "dist/.github/workflows", /\.ya?ml$/)
        .map((path) => path.replace(/^dist\//, ""))
        .filter((path) => folder === releaseTree || callers.includes(path));

describe.each([
  ["this repository", root],
  ["a repository with copies of the callers", copies],
  ["the release tree", releaseTree],
])("the workflows of %s", (_, folder) => {
  const files = workflowsIn(folder);
  it("are there", () => expect(files).not.toEqual([]));
  it("are clean for actionlint", async () =>
    expect(await complaints("actionlint", ["-config-file", exceptions, ...files], folder)).toBe(""));
  it("are clean for zizmor", async () => {
    // Who copies the callers has no configuration of ours: what is excused there is excused beside its line.
    const settings = folder === copies ? ["--no-config"] : ["--config", policies];
    expect(await complaints("zizmor", ["--strict-collection", ...settings, "."], folder)).toBe("");
  });
  it("fit the published schema", async () =>
    expect(await complaints("checkJsonschema", ["--builtin-schema", "vendor.github-workflows", ...files], folder)).toBe(
      "",
    ));
});

it.each([
  ["actions", "vendor.github-actions", actions],
  ["dependabot.yml", "vendor.dependabot", [".github/dependabot.yml"]],
  ["issue forms", "vendor.github-issue-forms", filesBelow(".github/ISSUE_TEMPLATE", /(?<!config)\.yml$/)],
  ["the issue chooser", "vendor.github-issue-config", [".github/ISSUE_TEMPLATE/config.yml"]],
])("%s fit the published schema", async (_, schema, files) => {
  expect(files).not.toEqual([]);
  expect(await complaints("checkJsonschema", ["--builtin-schema", schema, ...files], root)).toBe("");
});

describe("these checks themselves", () => {
  const bad =
    "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v6\n        wth: {}\n";
  it("hear each linter complain", async () => {
    const folder = join(scratch, "bad");
    await mkdir(join(folder, ".github/workflows"), { recursive: true });
    await writeFile(join(folder, ".github/workflows/bad.yml"), bad);
    await run(["git", "init", "--quiet"], { cwd: folder });
    const file = ".github/workflows/bad.yml";
    expect(await complaints("actionlint", ["-config-file", exceptions, file], folder)).toContain(
      'unexpected key "wth"',
    );
    expect(await complaints("zizmor", ["."], folder)).toContain("unpinned-uses");
    const schema = ["--builtin-schema", "vendor.github-workflows"];
    expect(await complaints("checkJsonschema", [...schema, file], folder)).toContain("wth");
  });
});
