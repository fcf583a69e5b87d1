// The shipped command line, over repositories of our own: exit codes, formats, fixes, and where it may stand.
import { copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { jsonReportSchema } from "@deploy-actions/policy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pinnedNode } from "../../../../test/harness/index.ts";
import { distFolder } from "../../../../test/harness/shipped.ts";
import { commandLine, runProgram } from "./command-line.ts";

const BAD = "jobs:\n  deploy:\n    steps:\n      - run: docker pull ghcr.io/acme/app:latest\n";
const GOOD = BAD.replace(":latest", ":sha-${{ github.sha }}");
const WORKFLOW = ".github/workflows/ship.yml";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "itv-"));
});
afterEach(() => rm(home, { recursive: true }));

const put = async (path: string, text: string) => {
  await mkdir(dirname(join(home, path)), { recursive: true });
  await writeFile(join(home, path), text);
};
const check = (...args: string[]) => commandLine(home, ["check", ...args]);

describe("exit codes", () => {
  it("0: nothing breaks the policy", async () => {
    await put(WORKFLOW, GOOD);
    expect(await check()).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("1 workflow checked") });
  });
  it("0, with a warning: a workflow that only looks like the reference workflow is not known", async () => {
    const { repository } = JSON.parse(await readFile(join(distFolder(), "package.json"), "utf8"));
    const calls = (owner: string) =>
      `jobs:\n  deploy:\n    uses: ${owner}/.github/workflows/deploy.yml@v1\n    with: { app: a, environment: dev, commit: b }\n`;
    await put(WORKFLOW, calls(repository.replace("github:", "")));
    expect((await check()).stdout).toContain("0 errors, 0 warnings");
    await put(WORKFLOW, calls("somebody/else"));
    expect(await check()).toMatchObject({ code: 0, stdout: expect.stringContaining("1 deploy job not understood") });
  });
  it("1: something breaks the policy, and the report shows where and how to fix it", async () => {
    await put(WORKFLOW, BAD);
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain(`${WORKFLOW}:4:26 error ITV001 mutable-tag`);
    expect(stdout).toContain("docker pull ghcr.io/acme/app:latest");
  });
  it.each([
    ["a misspelt option", ["check", "--strikt"], "Unknown option '--strikt'"],
    ["a path that is not there", ["check", "gone.yml"], "There is no file or folder gone.yml."],
    ["nothing to check", ["check"], "There are no workflows in"],
  ])("2: %s", async (_, args, said) => {
    const ended = await commandLine(home, args);
    expect(ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining(said) });
    expect(ended.stderr).toContain("Nothing was checked.");
  });
  it("2: the configuration has errors, each reported with its place", async () => {
    await put(WORKFLOW, BAD);
    await put(".github/immutable-tags.yml", "version: 1\nallow-image: []\nseverities: { ITV001: eror }\n");
    const { code, stderr } = await check();
    expect(code).toBe(2);
    expect(stderr).toMatch(/^\.github\/immutable-tags\.yml:2:1 .*allow-image/m);
    expect(stderr).toMatch(/^\.github\/immutable-tags\.yml:3:\d+ .*error, warning, note or off/m);
  });
  it("3: the program itself fails, outside a release", async () => {
    await put("repository/w.yml", BAD);
    await cp(join(distFolder(), "chunks"), join(home, "tree", "chunks"), { recursive: true });
    await mkdir(join(home, "tree", "x"));
    const cli = join(home, "tree", "x", "cli.mjs");
    await copyFile(join(distFolder(), "immutable-tag-validator", "cli.js"), cli);
    await writeFile(join(home, "tree", "chunks", "package.json"), '{ "type": "module" }');
    const { code, stderr } = await runProgram([await pinnedNode(), cli, "check", "repository/w.yml"], home);
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("is not part of a release") });
  });
});

describe("formats", () => {
  it("json matches its schema, with paths from the repository root", async () => {
    await put(`app/${WORKFLOW}`, BAD);
    const { code, stdout } = await check("app", "--format", "json");
    const report = jsonReportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(1);
    expect(report.findings).toMatchObject([{ rule: "ITV001", path: WORKFLOW }]);
  });
  it("sarif is written to a file, and its folder is created", async () => {
    await put(WORKFLOW, BAD);
    const { code, stdout, stderr } = await check("--format=sarif", "-o", "reports/x.sarif");
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: "Report written to reports/x.sarif.\n" });
    const { runs } = JSON.parse(await readFile(join(home, "reports/x.sarif"), "utf8"));
    expect(runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(WORKFLOW);
    expect(runs[0].tool.driver.version).toMatch(/^\d+\.\d+\.\d+/);
  });
  it("uses colours only if requested", async () => {
    await put(WORKFLOW, BAD);
    const sequence = "\u001b[";
    expect((await check()).stdout).not.toContain(sequence);
    expect((await check("--color", "always")).stdout).toContain(sequence);
    expect((await commandLine(home, ["check"], { FORCE_COLOR: "1" })).stdout).toContain(sequence);
    expect((await commandLine(home, ["check"], { FORCE_COLOR: "1", NO_COLOR: "1" })).stdout).not.toContain(sequence);
  });
});

describe("working directory", () => {
  it("checks several repositories, with paths relative to the working directory", async () => {
    await put(`one/${WORKFLOW}`, BAD);
    await put(`two/${WORKFLOW}`, BAD);
    await put("elsewhere/x", "");
    const { stdout } = await commandLine(join(home, "elsewhere"), ["check", "..", "--format", "json"]);
    const { findings, workflows } = jsonReportSchema.parse(JSON.parse(stdout));
    expect(workflows).toEqual([`../one/${WORKFLOW}`, `../two/${WORKFLOW}`]);
    expect(findings.map(({ path }) => path)).toEqual(workflows);
  });
  it("works without git, and with a thousand workflows", async () => {
    for (let n = 0; n < 1000; n += 1) await put(`.github/workflows/w${n}.yml`, n === 500 ? BAD : GOOD);
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain("1000 workflows checked: 1 error");
  });
  it("ignores a closed output pipe", async () => {
    for (let n = 0; n < 300; n += 1) await put(`.github/workflows/w${n}.yml`, BAD);
    const cli = join(distFolder(), "immutable-tag-validator", "cli.js");
    const pipe = `"${await pinnedNode()}" "${cli}" check | head -n 1`;
    expect(await runProgram(["/bin/sh", "-c", pipe], home)).toMatchObject({ code: 0, stderr: "" });
  });
});

it("prints its version and its help text", async () => {
  const { version, engines } = JSON.parse(await readFile(join(distFolder(), "package.json"), "utf8"));
  expect(engines).toEqual({ node: ">=22" });
  expect(await commandLine(home, ["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  expect((await commandLine(home, ["--help"])).stdout).toContain("Usage: immutable-tag-validator check");
});
