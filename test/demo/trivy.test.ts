// Which Trivy the demo scans with, and that it never builds one.
import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

const SCAN = join(import.meta.dirname, "../../scripts/demo/scan.ts");
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivy-"));
  await mkdir(join(folder, "bin"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<string> {
  const path = join(folder, "bin", name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** On a machine with an empty cache and nothing on PATH but what the test put there. */
async function found(): Promise<string> {
  const script = `console.log(await (await import(${JSON.stringify(SCAN)})).findTrivy());`;
  const env = { PATH: join(folder, "bin"), XDG_CACHE_HOME: join(folder, "cache"), HOME: folder };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], { env });
  return stdout.trim();
}

it("finds none where there is none, and starts no Go to build one", async () => {
  await program("go", `touch "${join(folder, "go-was-started")}"`);
  expect(await found()).toBe("undefined");
  expect(await readdir(folder)).not.toContain("go-was-started");
});

it("takes the one on PATH", async () => {
  const path = await program("trivy", "exit 0");
  expect(await found()).toBe(path);
});
