// The release tree as npm installs it: `npm install` of a release gives the program, and fetches nothing else.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { distFolder } from "../../../test/harness/shipped.ts";
import { runProgram } from "./command-line.ts";

let home = "";
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "itv-"));
  await mkdir(join(home, "app", ".github", "workflows"), { recursive: true });
});
afterAll(() => rm(home, { recursive: true }));

it("is a program on PATH, without a network", async () => {
  const npm = (...args: string[]) => runProgram(["npm", ...args], home, { HOME: home, npm_config_offline: "true" });
  const packed = await npm("pack", distFolder(), "--pack-destination", home, "--json");
  const [{ filename }] = JSON.parse(packed.stdout);
  const installed = await npm("install", "--prefix", join(home, "prefix"), "--global", join(home, filename));
  expect(installed.code, installed.stderr).toBe(0);
  const program = join(home, "prefix", "bin", "immutable-tag-validator");
  await writeFile(
    join(home, "app", ".github", "workflows", "w.yml"),
    "jobs:\n  deploy:\n    steps:\n      - run: docker pull acme/app:latest\n",
  );
  const { version } = JSON.parse(await readFile(join(distFolder(), "package.json"), "utf8"));
  expect(await runProgram([program, "--version"], home)).toMatchObject({ code: 0, stdout: `${version}\n` });
  const checked = await runProgram([program, "check", "app"], home);
  expect(checked).toMatchObject({ code: 1, stdout: expect.stringContaining("app/.github/workflows/w.yml:4:26 error") });
});
