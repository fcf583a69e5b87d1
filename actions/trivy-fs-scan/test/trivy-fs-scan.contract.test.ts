// The shipped action without Trivy: which inputs it refuses.
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

it("refuses invalid inputs in one error, each with the name of the input", async () => {
  const { exitCode, log, outputs } = await runAction("trivy-fs-scan", {
    inputs: { scanners: "vuln, sbom", severity: "high", "fail-on": "SEVERE", "skip-dirs": "../other" },
  });
  expect(exitCode).toBe(1);
  expect(log).toContain('Input `scanners` must contain only vuln and secret; "sbom" is unknown');
  expect(log).toContain("Input `severity` must contain only CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN");
  expect(log).toContain("Input `fail-on` must be one of CRITICAL, HIGH, MEDIUM, LOW, UNKNOWN, NONE");
  expect(log).toContain("Input `skip-dirs` must contain folders relative to scan-path");
  expect(outputs).toEqual({});
});

it.each([
  [{ "scan-path": "no/such/folder" }, "no/such/folder does not exist"],
  [{ trivyignore: "accepted.txt" }, "`trivyignore`: the file"],
  [{ "trivy-path": "bin/trivy" }, "`trivy-path`:"],
])("names the input whose path does not exist: %j", async (inputs, expected) => {
  const { exitCode, annotations, leftInTemp } = await runAction("trivy-fs-scan", { inputs, env: { PATH: empty } });
  expect(exitCode).toBe(1);
  expect(annotations).toMatchObject([{ level: "error", message: expect.stringContaining(expected) }]);
  expect(leftInTemp).toEqual([]);
});

it("fails with the remedy when there is no Trivy, and does not install it", async () => {
  const { exitCode, annotations, leftInTemp } = await runAction("trivy-fs-scan", { env: { PATH: empty } });
  expect(exitCode).toBe(1);
  expect(annotations).toMatchObject([
    { level: "error", message: expect.stringMatching(/no trivy on PATH[\s\S]*does not install[\s\S]*trivy-path/) },
  ]);
  expect(leftInTemp).toEqual([]);
});

describe("a scan-path, before Trivy is needed", () => {
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

  it.each(["link", "link/", ".."])("is refused when it points outside the workspace: %s", async (scanPath) => {
    const { exitCode, annotations } = await run({ "scan-path": scanPath });
    expect(exitCode).toBe(1);
    expect(annotations).toMatchObject([{ level: "error", message: expect.stringContaining("outside the workspace") }]);
  });

  it("may point outside when this is allowed", async () => {
    const { annotations } = await run({ "scan-path": "link", "allow-outside-workspace": "true" });
    expect(annotations).toMatchObject([{ message: expect.stringContaining("no trivy on PATH") }]);
  });

  it("is an error when it is a broken link", async () => {
    expect((await run({ "scan-path": "broken" })).log).toContain("broken is a broken link");
  });
});
