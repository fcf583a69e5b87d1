import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { examineTrivy, locateTrivy, refuse, versionIn } from "./trivy-program.ts";

it("reads the version Trivy prints", () => {
  expect(versionIn("Version: 0.70.0\nVulnerability DB:\n  Version: 2\n")).toBe("0.70.0");
  expect(versionIn("Version: v0.72.0-rc.1\n")).toBe("0.72.0-rc.1");
  expect(versionIn("trivy 0.70.0")).toBeUndefined();
});

it.each(["0.69.4", "0.69.5", "0.69.6", "v0.69.4"])("refuses %s", (version) => {
  expect(() => refuse("/opt/trivy", version)).toThrow(
    expect.objectContaining({ reason: "malicious-trivy", next: expect.stringContaining("Remove it") }),
  );
});

it.each(["0.69.3", "0.69.40", "0.70.0", "0.69.4-own"])("lets %s be", (version) => {
  expect(() => refuse("/opt/trivy", version)).not.toThrow();
});

describe("Trivy is found and examined", () => {
  const here = localTarget();
  const { signal } = new AbortController();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "trivy-program-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const find = async (given: string | undefined, environment = {}) =>
    examineTrivy(here, await locateTrivy(given, environment), folder, signal);

  it("says that there is none, and that it installs none", async () => {
    await expect(find(undefined, { PATH: folder })).rejects.toMatchObject({
      reason: "no-trivy",
      state: expect.stringContaining("installs nothing"),
      next: expect.stringContaining("trivy-path"),
    });
  });

  it("does not take one out of a relative folder of PATH", async () => {
    await expect(find(undefined, { PATH: "." })).rejects.toMatchObject({ reason: "no-trivy" });
  });

  it("names the input when what it names is no program", async () => {
    await expect(find(join(folder, "none"))).rejects.toMatchObject({
      reason: "no-trivy",
      message: expect.stringContaining("`trivy-path`"),
    });
    await expect(find(folder)).rejects.toMatchObject({
      reason: "no-trivy",
      message: expect.stringContaining("is not a program"),
    });
  });

  it("tells another program from Trivy", async () => {
    await expect(find(process.execPath)).rejects.toMatchObject({
      reason: "no-trivy",
      message: expect.stringContaining("not a Trivy that runs here"),
    });
  });

  it("refuses a malicious release by what is built into it, without running it", async () => {
    const program = join(folder, process.platform === "win32" ? "trivy.exe" : "trivy");
    // What Go leaves in a binary linked with these flags, across the border of two reads; to run it would be an error of its own.
    const info = `build\t-ldflags="-s -w -X github.com/aquasecurity/trivy/pkg/version/app.ver=0.69.4"\n`;
    await writeFile(program, `${"\0".repeat((4 << 20) - 60)}${info}${"\0".repeat(100)}`);
    await chmod(program, 0o755);
    await expect(find(program)).rejects.toMatchObject({
      reason: "malicious-trivy",
      message: expect.stringContaining("0.69.4"),
    });
  });
});
