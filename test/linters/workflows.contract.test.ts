// Third-party linters over our workflows: actionlint, zizmor in its regular persona, and the published schemas. They check
// this repository, one that copied only the callers, the release tree, and the workflows of the documents.
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesBelow, foldersIn, read } from "../architecture/files.ts";
import { run, tryRun } from "../engine/program.ts";
import { documentedWorkflows } from "../workflows/documented/documents.ts";
import { type Linters, linters } from "./programs.ts";

const root = join(import.meta.dirname, "../..");
const exceptions = join(root, ".github/actionlint.yaml");
const WORKFLOWS = ".github/workflows";

const own = filesBelow(WORKFLOWS, /\.ya?ml$/);
/** Calls a reusable workflow of this library and is copied. */
const isCaller = (path: string) => /^ {4}uses: \S+\/\.github\//m.test(read(path)) && !/workflow_call:/.test(read(path));
const shipped = filesBelow(`dist/${WORKFLOWS}`, /\.ya?ml$/).map((path) => path.replace(/^dist\//, ""));

const scratch = await mkdtemp(join(tmpdir(), "linters-"));
const documented = documentedWorkflows().map(({ page, line, text }) => {
  const name = `${page.replace(/\W+/g, "-")}-${line}.yml`;
  return { path: `${WORKFLOWS}/${name}`, text };
});

/** Folders of workflows, which of them are checked, and zizmor's configuration: our exceptions do not apply to examples for others. */
const subjects = {
  "this repository": { folder: root, files: own, zizmor: ["--config", join(root, ".github/zizmor.yml")] },
  "a repository with copies of the callers": {
    folder: join(scratch, "copies"),
    files: own.filter(isCaller),
    zizmor: ["--no-config"],
  },
  "the release tree": {
    folder: join(scratch, "release"),
    files: shipped,
    zizmor: ["--config", join(root, ".github/zizmor.yml")],
  },
} as const;

const found = await linters();
const missing = "reason" in found ? found.reason : undefined;

/** What the program prints when it finds something; empty when it finds nothing. A crash counts as a finding. */
async function complaints(name: keyof Linters, args: readonly string[], cwd: string): Promise<string> {
  if ("reason" in found) throw new Error(found.reason);
  const { argv, env } = found[name];
  const { code, stdout, stderr } = await tryRun([...argv, ...args], { env, cwd });
  return code === 0 ? "" : `exit code ${code}\n${stdout}${stderr}`;
}

// On a user's machine without Go these tests are skipped with a reason; in CI a missing linter is a failure.
describe.skipIf(missing !== undefined && !process.env.CI)(`linters ${missing ?? ""}`, () => {
  beforeAll(async () => {
    const { folder: copies, files } = subjects["a repository with copies of the callers"];
    await mkdir(join(copies, WORKFLOWS), { recursive: true });
    for (const path of files) await cp(join(root, path), join(copies, path));
    await cp(join(root, "dist"), subjects["the release tree"].folder, { recursive: true });
    await mkdir(join(scratch, "documents", WORKFLOWS), { recursive: true });
    for (const { path, text } of documented) await writeFile(join(scratch, "documents", path), text);
    for (const name of ["copies", "release", "documents"])
      await run(["git", "init", "--quiet"], { cwd: join(scratch, name) });
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  describe.each(Object.entries(subjects))("the workflows of %s", (_, { folder, files, zizmor }) => {
    it("exist", () => expect(files).not.toEqual([]));
    it("are clean for actionlint", async () =>
      expect(await complaints("actionlint", ["-config-file", exceptions, ...files], folder)).toBe(""));
    it("are clean for zizmor", async () =>
      expect(await complaints("zizmor", ["--strict-collection", ...zizmor, "."], folder)).toBe(""));
    it("fit the published schema", async () => {
      const schema = ["--builtin-schema", "vendor.github-workflows"];
      expect(await complaints("checkJsonschema", [...schema, ...files], folder)).toBe("");
    });
  });

  it("actionlint accepts the workflows of the documents", async () => {
    expect(documented).not.toEqual([]);
    const paths = documented.map(({ path }) => path);
    // Labels of self-hosted runners are not known here.
    const args = ["-config-file", exceptions, "-ignore", "label .* is unknown", ...paths];
    expect(await complaints("actionlint", args, join(scratch, "documents"))).toBe("");
  });

  it.each([
    ["actions", "vendor.github-actions", foldersIn("actions").map((name) => `actions/${name}/action.yml`)],
    ["dependabot.yml", "vendor.dependabot", [".github/dependabot.yml"]],
    ["issue forms", "vendor.github-issue-forms", filesBelow(".github/ISSUE_TEMPLATE", /(?<!config)\.yml$/)],
    ["the issue chooser", "vendor.github-issue-config", [".github/ISSUE_TEMPLATE/config.yml"]],
  ])("%s: they fit the published schema", async (_, schema, files) => {
    expect(files).not.toEqual([]);
    expect(await complaints("checkJsonschema", ["--builtin-schema", schema, ...files], root)).toBe("");
  });

  it("each linter reports an error", async () => {
    const folder = join(scratch, "bad");
    const file = `${WORKFLOWS}/bad.yml`;
    await mkdir(join(folder, WORKFLOWS), { recursive: true });
    const steps = "      - uses: actions/checkout@v6\n        wth: {}\n";
    await writeFile(join(folder, file), `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`);
    await run(["git", "init", "--quiet"], { cwd: folder });
    const output = await complaints("actionlint", ["-config-file", exceptions, file], folder);
    expect(output).toContain('unexpected key "wth"');
    expect(await complaints("zizmor", ["."], folder)).toContain("unpinned-uses");
    const schema = ["--builtin-schema", "vendor.github-workflows"];
    expect(await complaints("checkJsonschema", [...schema, file], folder)).toContain("wth");
  });
});
