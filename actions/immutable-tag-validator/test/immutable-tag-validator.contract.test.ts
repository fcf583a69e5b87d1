// The shipped bundle, run as the runner runs it, over workflows of our own.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
const fixture = (name: string) => copyFile(join(import.meta.dirname, "fixtures", name), join(workflows(), name));

describe("a workflow that deploys what can change", () => {
  it("is refused: exit 1, counts, annotations on the lines, a summary", async () => {
    await fixture("deploys-latest.yml");
    await fixture("deploys-by-commit.yml");
    const result = await run();
    expect(result.exitCode).toBe(1);
    expect(result.outputs).toEqual({ errors: "2", warnings: "0" });
    const file = ".github/workflows/deploys-latest.yml";
    expect(result.annotations.filter((one) => one.file !== undefined)).toMatchObject([
      { level: "error", file, line: 20, column: 23, endColumn: 46, title: "ITV001 mutable-tag" },
      { level: "error", file, line: 23, column: 24, endColumn: 49, title: "ITV001 mutable-tag" },
    ]);
    expect(result.summary).toContain(`${file}:20:23`);
    expect(result.summary).toContain("sha-${{ github.sha }}");
    expect(result.log).toContain("Next: Correct the lines");
  });
});

describe("a workflow that deploys what cannot", () => {
  it("passes, and the summary says what was not read", async () => {
    await fixture("deploys-by-commit.yml");
    const result = await run();
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toEqual({ errors: "0", warnings: "0" });
    expect(result.annotations).toEqual([]);
    expect(result.log).toContain("1 workflow checked: 0 errors, 0 warnings, 2 deployed references immutable");
    expect(result.summary).toContain("1 docker compose command");
  });
});

describe("`paths`", () => {
  it("names other files than the workflows", async () => {
    await fixture("deploys-latest.yml");
    await writeFile(join(workspace, "other.yml"), "jobs: {}\n");
    expect((await run({ paths: "other.yml" })).exitCode).toBe(0);
  });
  it("that match nothing fail: a gate that saw nothing has not passed anything", async () => {
    const result = await run({ paths: "gone/*.yml" });
    expect(result.exitCode).toBe(1);
    expect(result.log).toContain("No file matches `paths` (gone/*.yml)");
    expect(result.log).toContain("Run actions/checkout before this step");
  });
});

describe("what cannot be read", () => {
  it("is a warning with its place, and the rest is still checked", async () => {
    await fixture("deploys-latest.yml");
    await writeFile(join(workflows(), "broken.yml"), "jobs:\n  a: [\n b: }\n");
    await writeFile(join(workflows(), "binary.yml"), new Uint8Array([1, 0, 2]));
    await writeFile(join(workflows(), "huge.yml"), "#".repeat(10_000_000));
    const result = await run();
    expect(result.outputs).toEqual({ errors: "2", warnings: "3" });
    const warnings = result.annotations.filter(({ level }) => level === "warning");
    expect(warnings.map(({ file, line, title }) => `${file}:${line} ${title}`).sort()).toEqual([
      ".github/workflows/binary.yml:1 ITV090 unreadable",
      ".github/workflows/broken.yml:3 ITV090 unreadable",
      ".github/workflows/huge.yml:1 ITV090 unreadable",
    ]);
  });
});
