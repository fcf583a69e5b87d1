// The release tree as npm installs it: `npm install` of a release gives the program, and fetches nothing else. pre-commit does the same, and then
// runs what the tree's hook says.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { distFolder } from "../../../../test/harness/shipped.ts";
import { runProgram } from "./command-line.ts";

let home = "";
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "itv-"));
  await mkdir(join(home, "app", ".github", "workflows"), { recursive: true });
});
afterAll(() => rm(home, { recursive: true }));

const bin = () => join(home, "prefix", "bin");
const deploying = (image: string) =>
  writeFile(
    join(home, "app", ".github", "workflows", "w.yml"),
    `jobs:\n  deploy:\n    steps:\n      - run: docker pull ${image}\n`,
  );

beforeAll(async () => {
  const npm = (...args: string[]) => runProgram(["npm", ...args], home, { HOME: home, npm_config_offline: "true" });
  const packed = await npm("pack", distFolder(), "--pack-destination", home, "--json");
  const [{ filename }] = JSON.parse(packed.stdout);
  const installed = await npm("install", "--prefix", join(home, "prefix"), "--global", join(home, filename));
  expect(installed.code, installed.stderr).toBe(0);
}, 180_000);

it("is a program on PATH, without a network", async () => {
  const program = join(bin(), "immutable-tag-validator");
  await deploying("acme/app:latest");
  const { version } = JSON.parse(await readFile(join(distFolder(), "package.json"), "utf8"));
  expect(await runProgram([program, "--version"], home)).toMatchObject({ code: 0, stdout: `${version}\n` });
  const checked = await runProgram([program, "check", "app"], home);
  expect(checked).toMatchObject({ code: 1, stdout: expect.stringContaining("app/.github/workflows/w.yml:4:26 error") });
});

/** As much of https://pre-commit.com/#creating-new-hooks as the hook uses. */
const Hooks = z.tuple([
  z.object({
    id: z.literal("immutable-tag-validator"),
    entry: z.string(),
    language: z.literal("node"),
    files: z.string(),
    pass_filenames: z.literal(false),
  }),
]);

it("is run by the pre-commit hook, for relevant files", async () => {
  const [hook] = Hooks.parse(parse(await readFile(join(distFolder(), ".pre-commit-hooks.yaml"), "utf8")));
  const [program = "", ...args] = hook.entry.split(" ");
  const run = () => runProgram([join(bin(), program), ...args], join(home, "app"));
  await deploying("acme/app:latest");
  expect(await run()).toMatchObject({ code: 1, stdout: expect.stringContaining(".github/workflows/w.yml:4:26 error") });
  await deploying(`acme/app@sha256:${"0123456789abcdef".repeat(4)}`);
  expect(await run()).toMatchObject({ code: 0, stderr: "" });
  const looked = [
    ".github/workflows/w.yml",
    "compose.yaml",
    "k8s/task.json",
    ".env",
    "deploy.sh",
    "notes.txt",
    "src/main.ts",
  ];
  expect(looked.filter((path) => new RegExp(hook.files).test(path))).toEqual(looked.slice(0, 5));
});
