// Deploys and rollbacks with a real engine, from a checkout that names files of the machine and from a state folder that another user wrote.
import { spawnSync } from "node:child_process";
import {
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PinnedImage } from "../../packages/image/src/index.ts";
import { type Result, runningContainers, summarizeRollout } from "../../packages/rollout/src/index.ts";
import { image, SECRET, TestApp } from "../../packages/rollout/test/test-app.ts";

const NEIGHBOUR = 65_534;
/** Only root can give files to another user. */
const IS_ROOT = process.geteuid?.() === 0;
if (!IS_ROOT)
  process.emitWarning("The attacks that need files of another user are skipped: only root can make such files.");
const OF_THE_MACHINE = "hunter2-of-the-machine";

let one: PinnedImage;
let two: PinnedImage;
beforeAll(async () => {
  [one, two] = [await image("good", "1"), await image("good", "2")];
});

let testApp: TestApp;
/** A folder of the machine, outside the checkout. */
let outside: string;
beforeEach(async () => {
  testApp = await TestApp.open();
  outside = await mkdtemp(join(tmpdir(), "attack-outside-"));
  await writeFile(join(outside, "secret.env"), `%1 ${OF_THE_MACHINE}\n`);
});
afterEach(async () => {
  await testApp.close();
  await rm(outside, { recursive: true });
});

/** Everything that a deploy prints, and every file that it keeps. */
async function shown(result: Result): Promise<string> {
  const context = testApp.context();
  const summary = summarizeRollout("Deploy", context, result, await runningContainers(context, result));
  const entries = await readdir(testApp.stateDir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const texts = await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "utf8")));
  return [JSON.stringify(result), JSON.stringify(summary), ...testApp.logged, ...texts].join("\n");
}

async function expectRefused(result: Result, why: RegExp): Promise<void> {
  expect(result.outcome).toBe("failed-clean");
  expect(result.problem?.happened).toMatch(why);
  expect(await testApp.containers()).toEqual([]);
  expect(await shown(result)).not.toMatch(new RegExp(`${OF_THE_MACHINE}|${SECRET}`));
}

describe("a pull request", () => {
  const links: readonly (readonly [string, string])[] = [
    ["this process's environment", "/proc/self/environ"],
    ["a file outside", "OUTSIDE"],
    ["the kernel's log", "/proc/kmsg"],
    ["a device that never ends", "/dev/zero"],
  ];
  const uses: readonly (readonly [string, string])[] = [
    ["mounts", '    volumes: ["./link:/c:ro"]\n'],
    ["uses as a config", "    configs: [c]\nconfigs: { c: { file: ./link } }\n"],
    ["reads variables from", "    env_file: [{ path: link, required: false }]\n"],
    ["includes", "include: [link]\n"],
    ["extends", "    extends: { file: link, service: x }\n"],
  ];
  it.each(uses.flatMap(([verb, text]) => links.map(([what, to]) => [verb, what, text, to] as const)))(
    "%s a link to %s",
    async (_, __, text, to) => {
      await symlink(to.replace("OUTSIDE", join(outside, "secret.env")), join(testApp.folder, "link"));
      await testApp.compose(text);
      await expectRefused(await testApp.deploy(one), /outside/);
    },
  );

  it.each([
    ["mounts a pipe, to block the run", '    volumes: ["./pipe:/c:ro"]\n'],
    ["reads variables from a pipe, to block the run", "    env_file: pipe\n"],
    ["includes a pipe, to block the run", "include: [pipe]\n"],
  ])("%s", async (_, text) => {
    spawnSync("sh", ["-c", 'mkfifo "$1"', "sh", join(testApp.folder, "pipe")]);
    await testApp.compose(text);
    await expectRefused(await testApp.deploy(one), /is a pipe/);
  });

  it.each([
    ["a secret", "    secrets: [s]\nsecrets: { s: { file: /proc/kmsg } }\n"],
    ["a config", "    configs: [s]\nconfigs: { s: { file: /proc/self/environ } }\n"],
  ])("names a file of the kernel as %s", async (_, text) => {
    await testApp.compose(text);
    await expectRefused(await testApp.deploy(one), /operating system makes up/);
  });

  it("has a file of the machine quoted in Compose's own error", async () => {
    await testApp.compose(`    env_file: ${join(outside, "secret.env")}\n`);
    await expectRefused(await testApp.deploy(one), /in variable name/);
  });
});

describe("a neighbour on the host", () => {
  /** What the neighbour would like root to run: a valid release, copied from another deploy. */
  async function planted(): Promise<void> {
    expect(await testApp.deploy(one)).toMatchObject({ outcome: "deployed" });
    expect(await testApp.deploy(two)).toMatchObject({ outcome: "deployed" });
    await rename(testApp.stateDir, join(outside, "state"));
    await cp(join(outside, "state"), testApp.stateDir, { recursive: true });
  }
  async function expectUntouched(result: Result, before: readonly string[]): Promise<void> {
    expect(result.outcome).toBe("failed-clean");
    expect(result.problem?.happened).toMatch(/The ledger in .* cannot be trusted: /);
    expect(result.problem?.next).toMatch(/(?:chown|chmod|rm) /);
    expect(await testApp.containers()).toEqual(before);
  }

  it.runIf(IS_ROOT)("plants a state folder with releases, to have root roll back to one", async () => {
    await planted();
    const before = await testApp.containers();
    spawnSync("chown", ["-R", String(NEIGHBOUR), testApp.stateDir]);
    await expectUntouched(await testApp.rollback(), before);
    await expectUntouched(await testApp.deploy(one), before);
  });

  it.runIf(IS_ROOT)("owns only one stored compose file", async () => {
    await planted();
    const before = await testApp.containers();
    const [release = ""] = await readdir(join(testApp.ledgerFolder, "releases"));
    await chown(join(testApp.ledgerFolder, "releases", release, "source", "compose.yml"), NEIGHBOUR, NEIGHBOUR);
    await expectUntouched(await testApp.rollback(), before);
  });

  it("can write to the folder of a state that an earlier umask left open", async () => {
    await planted();
    const before = await testApp.containers();
    await chmod(testApp.ledgerFolder, 0o777);
    await expectUntouched(await testApp.rollback(), before);
    await chmod(testApp.ledgerFolder, 0o755);
    expect(await testApp.rollback()).toMatchObject({ outcome: "deployed" });
    expect((await lstat(testApp.ledgerFolder)).mode & 0o777).toBe(0o700);
  });

  it("puts a dangling link at the ledger, to have the file it names created", async () => {
    await mkdir(testApp.ledgerFolder, { recursive: true });
    await symlink(join(outside, "created"), join(testApp.ledgerFolder, "ledger.jsonl"));
    await expectUntouched(await testApp.deploy(one), []);
    await expect(lstat(join(outside, "created"))).rejects.toThrow("ENOENT");
  });
});
