// A commit or an earlier step puts something in place of a file that an action writes, to have another file overwritten.
import { spawnSync } from "node:child_process";
import { chmod, link, lstat, mkdir, mkdtemp, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ignoreFile } from "../../actions/trivy-fs-scan/src/scan-paths.ts";
import { writeFixes } from "../../packages/check/src/index.ts";
import type { CheckResult } from "../../packages/policy/src/index.ts";
import { localTarget } from "../../packages/target/src/index.ts";
import { writeOutputFile } from "../../packages/untrusted/src/file/index.ts";

const POSIX = process.platform !== "win32";
let base: string;
let workspace: string;
let temporary: string;
/** A file of the machine, outside workspace and temporary folder. */
let machine: string;
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), "attack-output-")));
  workspace = join(base, "workspace");
  temporary = join(base, "temp");
  machine = join(base, "machine", "authorized_keys");
  await mkdir(join(workspace, "reports"), { recursive: true });
  await mkdir(temporary);
  await mkdir(join(base, "machine"));
  await writeFile(machine, "precious");
});
afterEach(() => rm(base, { recursive: true, force: true }));

const write = (path: string) => writeOutputFile("json-file", path, "{}", [workspace, temporary]);
const at = (path: string) => join(workspace, path);
const unchanged = async () => {
  expect(await readFile(machine, "utf8")).toBe("precious");
  expect((await lstat(join(base, "machine"))).isDirectory()).toBe(true);
};
const pipe = (path: string) => spawnSync("sh", ["-c", 'mkfifo "$1"', "sh", path]);

describe("a pull request", () => {
  const attempts: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ["the report a link to a file outside", "a.json", () => symlink(machine, at("a.json"))],
    ["the report a relative link out", "a.json", () => symlink("../machine/authorized_keys", at("a.json"))],
    [
      "the report a dangling link, to have a file created",
      "a.json",
      () => symlink(join(base, "machine", "new"), at("a.json")),
    ],
    ["the report a link to another file of the checkout", "a.json", () => symlink("b.json", at("a.json"))],
    ["the report a link to the job's temporary folder", "a.json", () => symlink(join(temporary, "x"), at("a.json"))],
    ["the report a link to a device", "a.json", () => symlink("/dev/null", at("a.json"))],
    ["the report's folder a link outside", "out/authorized_keys", () => symlink(join(base, "machine"), at("out"))],
    [
      "a folder above the report's folder a link outside",
      "out/deep/er/a.json",
      () => symlink(join(base, "machine"), at("out")),
    ],
    [
      "the report's folder a chain of links out",
      "out/authorized_keys",
      async () => {
        await symlink("b", at("out"));
        await symlink("reports/../../machine", at("b"));
      },
    ],
    ["the report's folder a link to the temporary folder", "out/a.json", () => symlink(temporary, at("out"))],
    ["the report's folder a link to itself", "out/a.json", () => symlink("out", at("out"))],
    ["the report's folder a dangling link", "out/a.json", () => symlink("nowhere", at("out"))],
    [
      "the report's folder a link to git's own",
      "out/pre-commit",
      async () => {
        await mkdir(at(".git/hooks"), { recursive: true });
        await symlink(".git/hooks", at("out"));
      },
    ],
    ["the report's folder a file", "out/a.json", () => writeFile(at("out"), "")],
    ["the report a folder", "a.json", () => mkdir(at("a.json"))],
  ];
  it.each(attempts)("makes %s", async (_, path, prepare) => {
    await prepare();
    expect(() => write(at(path))).toThrow("Input `json-file`: ");
    await unchanged();
    for (const made of [join(base, "machine", "new"), at("b.json"), join(temporary, "x"), join(temporary, "a.json")]) {
      await expect(lstat(made)).rejects.toThrow("ENOENT");
    }
  });

  it.runIf(POSIX)("makes the report a pipe, to block the run", () => {
    pipe(at("a.json"));
    expect(() => write(at("a.json"))).toThrow("is a pipe, not a file");
  });

  it.each(["../machine/authorized_keys", "reports/../../machine/authorized_keys", "/etc/cron.d/x"])(
    "has a report written to %s",
    async (path) => {
      expect(() => write(path.startsWith("/") ? path : `${workspace}/${path}`)).toThrow("is outside");
      await unchanged();
    },
  );

  it.runIf(POSIX).each<[string, () => unknown, RegExp]>([
    ["a link to a file outside", () => symlink(machine, at(".trivyignore")), /outside/],
    ["a link to this process's environment", () => symlink("/proc/self/environ", at(".trivyignore")), /outside/],
    ["a pipe", () => pipe(at(".trivyignore")), /is a pipe/],
    ["a folder", () => mkdir(at(".trivyignore")), /is a folder/],
  ])("makes the list of accepted findings %s", async (_, make, why) => {
    await make();
    const log = { info: () => {}, debug: () => {}, warning: () => {} };
    await expect(ignoreFile(at(".trivyignore"), workspace, log)).rejects.toMatchObject({
      message: expect.stringMatching(why),
    });
  });

  it("makes a workflow that is to be fixed a link to a file outside", async () => {
    await symlink(machine, at("a.yml"));
    const start = { line: 1, column: 1 };
    const replacements = [{ path: "a.yml", range: { start, end: start }, text: "x" }];
    const result = { findings: [{ fix: { replacements } }] } as unknown as CheckResult;
    expect(() => writeFixes(workspace, result, () => "precious")).toThrow("outside");
    await unchanged();
  });
});

describe("an earlier step", () => {
  it("gives a file outside a second name in place of the report", async () => {
    await link(machine, at("a.json"));
    write(at("a.json"));
    await unchanged();
    expect(await readFile(at("a.json"), "utf8")).toBe("{}");
  });

  it.runIf(POSIX)("leaves the umask 000, so that reports would be writable by everybody", async () => {
    const before = process.umask(0);
    try {
      write(at("new/a.json"));
      await localTarget().writeFile(at("other/b.json"), "{}");
    } finally {
      process.umask(before);
    }
    for (const path of ["new/a.json", "other/b.json"]) expect((await stat(at(path))).mode & 0o777).toBe(0o644);
    for (const path of ["new", "other"]) expect((await stat(at(path))).mode & 0o777).toBe(0o755);
  });

  it.runIf(POSIX)("makes the existing report writable by everybody", async () => {
    await writeFile(at("a.json"), "");
    await chmod(at("a.json"), 0o666);
    write(at("a.json"));
    expect((await stat(at("a.json"))).mode & 0o777).toBe(0o644);
  });

  it("puts a link in place of any file that a target writes", async () => {
    await symlink(machine, at("file"));
    await localTarget().writeFile(at("file"), "new");
    await unchanged();
    expect((await lstat(at("file"))).isSymbolicLink()).toBe(false);
  });

  it.runIf(POSIX)("puts a pipe in place of a file that a target reads or appends to", async () => {
    pipe(at("file"));
    await expect(localTarget().readFile(at("file"))).rejects.toMatchObject({ reason: "file-failed" });
    await expect(localTarget().append(at("file"), "x")).rejects.toMatchObject({ reason: "file-failed" });
  });
});
