// The shipped action where no Trivy is needed: what it refuses.
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAction } from "../../../test/harness/index.ts";

let empty: string;
beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), "no-trivy-"));
});
afterAll(() => rm(empty, { recursive: true }));

it("refuses what makes no sense, all in one go, each with the name of its input", async () => {
  const { exitCode, log, outputs } = await runAction("trivy-fs-scan", {
    inputs: { scanners: "vuln, sbom", severity: "high", "fail-on": "SEVERE", "skip-dirs": "../other" },
  });
  expect(exitCode).toBe(1);
  expect(log).toContain('Input `scanners` must name vuln or secret; "sbom" is neither');
  expect(log).toContain("Input `severity` must name CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN");
  expect(log).toContain("Input `fail-on` must be one of CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN, NONE");
  expect(log).toContain("Input `skip-dirs` must name folders relative to scan-path");
  expect(outputs).toEqual({});
});

it.each([
  [{ "scan-path": "no/such/folder" }, "`scan-path`: there is no"],
  [{ trivyignore: "accepted.txt" }, "`trivyignore`: there is no file"],
  [{ "trivy-path": "bin/trivy" }, "`trivy-path`:"],
])("names the input whose path is not there: %j", async (inputs, words) => {
  const { exitCode, annotations, leftInTemp } = await runAction("trivy-fs-scan", { inputs, env: { PATH: empty } });
  expect(exitCode).toBe(1);
  expect(annotations).toMatchObject([{ level: "error", message: expect.stringContaining(words) }]);
  expect(leftInTemp).toEqual([]);
});

it("fails with the remedy where there is no Trivy, and installs none", async () => {
  const { exitCode, annotations, leftInTemp } = await runAction("trivy-fs-scan", { env: { PATH: empty } });
  expect(exitCode).toBe(1);
  expect(annotations).toMatchObject([
    { level: "error", message: expect.stringMatching(/no trivy on PATH[\s\S]*installs nothing[\s\S]*trivy-path/) },
  ]);
  expect(leftInTemp).toEqual([]);
});

describe("a scan-path, before anybody looks for Trivy", () => {
  let root: string;
  let workspace: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "outside-"));
    workspace = join(root, "checkout");
    await mkdir(workspace);
    await symlink(root, join(workspace, "link"));
    await symlink("nothing", join(workspace, "broken"));
  });
  afterAll(() => rm(root, { recursive: true }));
  const run = (inputs: Record<string, string>) =>
    runAction("trivy-fs-scan", { workspace, inputs, env: { PATH: empty } });

  it.each(["link", "link/", ".."])("is refused where it leads out of the workspace: %s", async (scanPath) => {
    const { exitCode, annotations } = await run({ "scan-path": scanPath });
    expect(exitCode).toBe(1);
    expect(annotations).toMatchObject([{ level: "error", message: expect.stringContaining("outside the workspace") }]);
  });

  it("may lead out where that was asked for", async () => {
    const { annotations } = await run({ "scan-path": "link", "allow-outside-workspace": "true" });
    expect(annotations).toMatchObject([{ message: expect.stringContaining("no trivy on PATH") }]);
  });

  it("is an error where it is a link that leads nowhere", async () => {
    expect((await run({ "scan-path": "broken" })).log).toContain("broken is a link that leads nowhere");
  });
});
