// A checkout made under a strict umask (077) has files that only their owner may read. The sample image must still run:
// its user is not the one who built it.
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine } from "../engine/index.ts";

const run = promisify(execFile);
const SAMPLE = join(import.meta.dirname, "../../examples/sample-app");
const e = engine();
const tag = `strict-umask-${e.session}`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "strict-umask-"));
});
afterAll(async () => {
  await run("docker", ["image", "rm", "--force", tag]);
  await rm(folder, { recursive: true, force: true });
});

it("builds an image whose user can read what only the builder could", async () => {
  const migrations = join(folder, "build/migrations");
  await mkdir(migrations, { recursive: true });
  await writeFile(join(migrations, "0001.sql"), "select 1");
  const script = 'import { readFileSync } from "node:fs";\nconsole.log(readFileSync("migrations/0001.sql", "utf8"));\n';
  await writeFile(join(folder, "build/server.mjs"), script);
  for (const path of ["build/server.mjs", "build/migrations/0001.sql"]) await chmod(join(folder, path), 0o600);
  for (const path of ["build/migrations", "build"]) await chmod(join(folder, path), 0o700);
  await copyFile(join(SAMPLE, "Dockerfile"), join(folder, "Dockerfile"));

  const args = ["--build-arg", `NODE_IMAGE=${e.baseImage}`, "--label", e.label, "--tag", tag];
  await run("docker", ["buildx", "build", "--quiet", "--load", ...args, folder]);
  const { stdout } = await run("docker", ["run", "--rm", "--label", e.label, tag]);
  expect(stdout.trim()).toBe("select 1");
});
