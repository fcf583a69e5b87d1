// The shipped bundle, run as the runner runs it, over workflows of our own.
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jsonReportSchema } from "@deploy-actions/policy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runAction } from "../../../test/harness/index.ts";

let workspace = "";
const workflows = () => join(workspace, ".github", "workflows");
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), "itv-"));
  await mkdir(workflows(), { recursive: true });
});
afterEach(() => rm(workspace, { recursive: true }));

const run = (inputs: Record<string, string> = {}) => runAction("immutable-tag-validator", { workspace, inputs });
const fixture = (name: string, folder = workflows()) =>
  copyFile(join(import.meta.dirname, "fixtures", name), join(folder, name));
const workflow = (steps: string, top = "on: push") =>
  writeFile(join(workflows(), "w.yml"), `${top}\njobs:\n  ship-it:\n    runs-on: self-hosted\n    steps:\n${steps}`);
const read = (name: string) => readFile(join(workspace, name), "utf8");
const NONE = {
  errors: "0",
  warnings: "0",
  undecided: "0",
  unread: "0",
  unreadable: "0",
  suppressed: "0",
  "sarif-file": "",
};

describe("a workflow that deploys a mutable image", () => {
  it("is rejected: exit 1, counts, annotations on the lines, a summary", async () => {
    await fixture("deploys-latest.yml");
    await fixture("deploys-by-commit.yml");
    await fixture("compose.yaml", workspace);
    const result = await run();
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toEqual({ ...NONE, errors: "2" });
    const file = ".github/workflows/deploys-latest.yml";
    expect(result.annotations.filter((one) => one.file !== undefined)).toMatchObject([
      { level: "error", file, line: 20, column: 23, endColumn: 46, title: "ITV001 mutable-tag" },
      { level: "error", file, line: 23, column: 25, endColumn: 48, title: "ITV001 mutable-tag" },
    ]);
    expect(result.summary).toContain(file);
    expect(result.summary).toContain("line 20");
    expect(result.summary).toContain("sha-${{ github.sha }}");
    expect(result.log).toContain(`The first error is at ${file}:20:23`);
    expect(result.log).toContain("Next: Correct the lines");
  });
});

describe("a workflow that deploys immutable images", () => {
  it("passes, including the compose file that it deploys", async () => {
    await fixture("deploys-by-commit.yml");
    await fixture("compose.yaml", workspace);
    const result = await run();
    expect(result.outputs).toEqual(NONE);
    expect(result.exitCode).toBe(0);
    expect(result.annotations).toEqual([]);
    expect(result.log).toContain("1 workflow checked: 0 errors, 0 warnings; 3 deployed images immutable, 0 undecided");
  });
});

describe("`paths`", () => {
  it("selects other files", async () => {
    await fixture("deploys-latest.yml");
    await writeFile(join(workspace, "other.yml"), "on: push\njobs: {}\n");
    expect((await run({ paths: "other.yml" })).exitCode).toBe(0);
  });
  it("fails if nothing matches, because nothing was checked", async () => {
    const result = await run({ paths: "gone/*.yml" });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("No file matches `paths` (gone/*.yml)");
    expect(result.log).toContain("Run actions/checkout before this step");
  });
});

describe("`images`, the run-time check", () => {
  const digest = `ghcr.io/acme/app@sha256:${"0a".repeat(32)}`;
  it("passes immutable references, and reads no file", async () => {
    await fixture("deploys-latest.yml");
    const result = await run({ images: `${digest}\nghcr.io/acme/api:sha-${"0a1b2c3d".repeat(5)}` });
    expect(result.outputs).toEqual(NONE);
    expect(result.exitCode).toBe(0);
    expect(result.log).toContain("2 references checked: 2 immutable, 0 refused");
  });
  it("fails and lists every mutable reference, and what to deploy instead", async () => {
    const result = await run({ images: `${digest}\nghcr.io/acme/api:latest\nghcr.io/acme/web:` });
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toEqual({ ...NONE, errors: "2" });
    expect(result.log).toContain('ghcr.io/acme/api:latest can change: the tag "latest" moves with every push.');
    expect(result.log).toContain("ghcr.io/acme/web:");
    expect(result.log).toContain("Next: Deploy the digest");
    expect(result.summary).toContain("ghcr.io/acme/api:latest");
  });
  it("fails if an expression left it empty", async () => {
    await workflow("      - run: echo\n");
    for (const images of ["", " \n"]) {
      const result = await run({ images });
      expect(result.exitCode).toBe(1);
      expect(result.log).toMatch(/`images` (?:is empty|was given and holds nothing)/);
    }
  });
});

describe("an image known only at run time", () => {
  const steps = "      - run: docker run -d acme/app:${{ inputs.tag }}\n";
  const top = "on:\n  workflow_dispatch:\n    inputs:\n      tag: { required: true }";
  it("is a warning, and an error with `strict`", async () => {
    await workflow(steps, top);
    const lenient = await run({ "deploy-jobs": "ship-*" });
    expect(lenient).toMatchObject({ exitCode: 0, outputs: { ...NONE, warnings: "1", undecided: "1" } });
    const strict = await run({ "deploy-jobs": "ship-*", strict: "true" });
    expect(strict).toMatchObject({ exitCode: 1, outputs: { ...NONE, errors: "1", undecided: "1" } });
  });
  it("is ignored in a job listed in `build-jobs`", async () => {
    await workflow(steps, top);
    expect(await run({ "build-jobs": "ship-it", strict: "true" })).toMatchObject({ outputs: { ...NONE } });
  });
});

it("requires pinned third-party actions if configured", async () => {
  await workflow("      - uses: other/thing@v1\n      - uses: acme/thing@v1\n");
  expect((await run()).outputs).toEqual(NONE);
  const result = await run({ actions: "sha", "own-owners": "acme" });
  expect(result.outputs).toEqual({ ...NONE, errors: "1" });
  expect(result.annotations[0]).toMatchObject({ line: 6, title: expect.stringContaining("ITV012") });
});

describe("a suppressed finding", () => {
  it("is counted separately: a comment with a reason", async () => {
    await workflow("      # itv-ignore[ITV001] the demo follows latest\n      - run: docker run -d acme/app:latest\n");
    expect(await run({ "deploy-jobs": "ship-it" })).toMatchObject({
      exitCode: 0,
      outputs: { ...NONE, suppressed: "1" },
    });
  });
  it("is counted separately: an entry in the configuration", async () => {
    await workflow("      - run: docker run -d acme/app:latest\n");
    const config = "version: 1\ndeploy-jobs: [ship-it]\nallow-images:\n  - { image: acme/app, reason: a demo }\n";
    await writeFile(join(workspace, ".github", "immutable-tags.yml"), config);
    expect(await run()).toMatchObject({ exitCode: 0, outputs: { ...NONE, suppressed: "1" } });
  });
  it("does not exist with an invalid or missing configuration: no workflow is checked", async () => {
    await workflow("      - run: echo\n");
    await writeFile(join(workspace, ".github", "immutable-tags.yml"), "version: 1\nallow-image: []\n");
    const wrong = await run();
    expect(wrong.exitCode).toBe(1);
    expect(wrong.annotations).toContainEqual(
      expect.objectContaining({ level: "error", file: ".github/immutable-tags.yml", line: 2, title: "configuration" }),
    );
    expect(wrong.log).toContain("State: No workflow was checked.");
    expect((await run({ config: "gone.yml" })).log).toContain("gone.yml:1:1: This file does not exist.");
  });
});

it("writes its findings as SARIF and JSON", async () => {
  await fixture("deploys-latest.yml");
  const result = await run({ "sarif-file": "out/findings.sarif", "json-file": "out/findings.json" });
  expect(result.outputs).toEqual({ ...NONE, errors: "2", "sarif-file": "out/findings.sarif" });
  const { runs } = JSON.parse(await read("out/findings.sarif"));
  expect(runs[0].results).toHaveLength(2);
  expect(runs[0].tool.driver.informationUri).toMatch(/^https:\/\/github\.com\//);
  expect(jsonReportSchema.parse(JSON.parse(await read("out/findings.json"))).tally.errors).toBe(2);
});

describe("an unreadable file", () => {
  it("is a warning with its place, and everything else is still checked", async () => {
    await fixture("deploys-latest.yml");
    await writeFile(join(workflows(), "broken.yml"), "jobs:\n  a: [\n b: }\n");
    await writeFile(join(workflows(), "binary.yml"), new Uint8Array([1, 0, 2]));
    await writeFile(join(workflows(), "huge.yml"), "#".repeat(10_000_000));
    const result = await run();
    expect(result.outputs).toEqual({ ...NONE, errors: "2", warnings: "3", unreadable: "3" });
    const warnings = result.annotations.filter(({ level }) => level === "warning");
    expect(warnings.map(({ file, line, title }) => `${file}:${line} ${title}`).sort()).toEqual([
      ".github/workflows/binary.yml:1 ITV090 unreadable",
      ".github/workflows/broken.yml:3 ITV090 unreadable",
      ".github/workflows/huge.yml:1 ITV090 unreadable",
    ]);
  });
});
