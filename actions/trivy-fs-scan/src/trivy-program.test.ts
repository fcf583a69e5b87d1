import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localTarget } from "@deploy-actions/target";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { examineTrivy, locateTrivy, refuseMalicious, versionIn } from "./trivy-program.ts";

it("reads the version that Trivy prints", () => {
  expect(versionIn("Version: 0.70.0\nVulnerability DB:\n  Version: 2\n")).toBe("0.70.0");
  expect(versionIn("Version: v0.72.0-rc.1\n")).toBe("0.72.0-rc.1");
  expect(versionIn("trivy 0.70.0")).toBeUndefined();
});

it.each(["0.69.4", "0.69.5", "0.69.6", "v0.69.4"])("refuses %s", (version) => {
  expect(() => refuseMalicious("/opt/trivy", version)).toThrow(
    expect.objectContaining({ reason: "malicious-trivy", next: expect.stringContaining("Remove it") }),
  );
});

it.each(["0.69.3", "0.69.40", "0.70.0", "0.69.4-own"])("accepts %s", (version) => {
  expect(() => refuseMalicious("/opt/trivy", version)).not.toThrow();
});

describe("finding and examining Trivy", () => {
  const { signal } = new AbortController();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "trivy-program-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const find = async (given: string | undefined, environment = {}) =>
    examineTrivy(localTarget(), await locateTrivy(given, environment), folder, signal);

  it("reports a missing Trivy, and that the action does not install it", async () => {
    await expect(find(undefined, { PATH: folder })).rejects.toMatchObject({
      reason: "no-trivy",
      state: expect.stringContaining("does not install"),
      next: expect.stringContaining("trivy-path"),
    });
  });

  it("ignores relative folders in PATH", async () => {
    await expect(find(undefined, { PATH: "." })).rejects.toMatchObject({ reason: "no-trivy" });
  });

  it("names the input when its value is not a program", async () => {
    await expect(find(join(folder, "none"))).rejects.toMatchObject({
      reason: "no-trivy",
      message: expect.stringContaining("`trivy-path`"),
    });
    await expect(find(folder)).rejects.toMatchObject({
      reason: "no-trivy",
      message: expect.stringContaining("is not a program"),
    });
  });

  it("refuses another program", async () => {
    await expect(find(process.execPath)).rejects.toMatchObject({
      reason: "no-trivy",
      message: expect.stringContaining("not a Trivy that runs on this machine"),
    });
  });

  it.runIf(process.platform !== "win32")(
    "runs Trivy for its version under any path, without the job's tokens",
    async () => {
      vi.stubEnv("GITHUB_TOKEN", "a secret");
      onTestFinished(() => void vi.unstubAllEnvs());
      const program = join(folder, `a "quoted" name's 100% $HOME`);
      await writeFile(program, '#!/bin/sh\necho "Version: 0.70.0$GITHUB_TOKEN"\necho "$1 $#" >&2\n', { mode: 0o755 });
      expect(await find(program)).toEqual({ path: program, version: "0.70.0" });
    },
  );

  it.runIf(process.platform !== "win32")("reports a program that cannot run on this machine", async () => {
    const program = join(folder, "trivy");
    await writeFile(program, "#!/no/such/interpreter\n", { mode: 0o755 });
    await expect(find(program)).rejects.toMatchObject({
      reason: "no-trivy",
      next: expect.stringContaining("trivy-path"),
    });
  });

  it.runIf(process.platform !== "win32")("stops Trivy when the step is cancelled", async () => {
    const [program, started] = [join(folder, "trivy"), join(folder, "started")];
    await writeFile(program, `#!/bin/sh\necho $$ >"${started}"\nexec sleep 600\n`, { mode: 0o755 });
    const cancel = new AbortController();
    const examined = examineTrivy(localTarget(), program, folder, cancel.signal);
    const refused = expect(examined).rejects.toMatchObject({ reason: "aborted" });
    await expect.poll(() => readFile(started, "utf8").catch(() => ""), { timeout: 60_000 }).toMatch(/\n$/);
    const pid = Number(await readFile(started, "utf8"));
    cancel.abort(new Error("cancelled"));
    await refused;
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  it("refuses a malicious release by its build information, without running it", async () => {
    const program = join(folder, process.platform === "win32" ? "trivy.exe" : "trivy");
    // Go's build information in a binary with these flags, split across two reads. Running the file would give a different error.
    const info = `build\t-ldflags="-s -w -X github.com/aquasecurity/trivy/pkg/version/app.ver=0.69.4"\n`;
    await writeFile(program, `${"\0".repeat((4 << 20) - 60)}${info}${"\0".repeat(100)}`);
    await chmod(program, 0o755);
    await expect(find(program)).rejects.toMatchObject({
      reason: "malicious-trivy",
      message: expect.stringContaining("0.69.4"),
    });
  });
});
