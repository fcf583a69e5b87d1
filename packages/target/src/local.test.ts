import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { manualClock, skippingClock } from "@deploy-actions/contract/manual-clock";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Command } from "./command.ts";
import { localTarget } from "./local.ts";
import { TargetError } from "./target.ts";

const here = localTarget();
const POSIX = process.platform !== "win32";

/** On a loaded machine; tests of the limit itself give a shorter one. */
const timeoutMs = 300_000;

function node(script: string, rest: Omit<Partial<Command>, "argv"> = {}): Command {
  return { argv: [process.execPath, "-e", script], timeoutMs, ...rest };
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "target-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("run", () => {
  it("resolves with the exit code and both streams, also on failure", async () => {
    const result = await here.run(node(`console.log("out"); console.error("err"); process.exitCode = 3`));
    expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
  });

  it("passes argv unchanged, without a shell", async () => {
    const args = ["a b", "$HOME", "`id`", '"', "*", ""];
    const { stdout } = await here.run({
      argv: [process.execPath, "-e", "console.log(JSON.stringify(process.argv.slice(1)))", ...args],
      timeoutMs,
    });
    expect(JSON.parse(stdout)).toEqual(args);
  });

  it("adds env to what the program inherits", async () => {
    process.env.TARGET_TEST_SECRET = "kept";
    try {
      const script = `console.log([process.env.TARGET_TEST_SECRET, process.env.ADDED].join())`;
      const stdoutOf = async (rest: Partial<Command>) =>
        (await here.run(node(script, { env: { ADDED: "1" }, ...rest }))).stdout;
      expect(await stdoutOf({})).toBe(",1\n");
      expect(await stdoutOf({ inherit: "job" })).toBe("kept,1\n");
      expect(await stdoutOf({ inherit: ["TARGET_TEST_SECRET"] })).toBe("kept,1\n");
    } finally {
      delete process.env.TARGET_TEST_SECRET;
    }
  });

  it("passes stdin, ignores that a program does not read it, and defaults to empty stdin", async () => {
    const echo = "process.stdin.pipe(process.stdout)";
    expect((await here.run(node(echo, { stdin: "é\n" }))).stdout).toBe("é\n");
    expect((await here.run(node(echo))).stdout).toBe("");
    expect((await here.run(node("process.exit(4)", { stdin: "x".repeat(1_000_000) }))).code).toBe(4);
  });

  it("decodes characters that are split across chunks", async () => {
    const { stdout } = await here.run(node(`process.stdout.write("€".repeat(200_000))`));
    expect(stdout).toBe("€".repeat(200_000));
  });

  it("reports lines as they arrive, with their stream", async () => {
    const lines: string[] = [];
    await here.run(node(`process.stdout.write("a\\nb"); process.stderr.write("c\\n")`), {
      onLine: (line, stream) => lines.push(`${stream}:${line}`),
    });
    expect(lines.toSorted()).toEqual(["stderr:c", "stdout:a", "stdout:b"]);
  });

  it("reports a missing program", async () => {
    await expect(here.run({ argv: ["no-such-program-anywhere"], timeoutMs })).rejects.toMatchObject({
      reason: "not-found",
      message: "no-such-program-anywhere was not found on this machine.",
      state: "Nothing was run.",
      next: expect.stringContaining("PATH"),
    });
  });

  it("distinguishes a missing working directory from a missing program", async () => {
    await expect(here.run(node("", { cwd: join(folder, "missing") }))).rejects.toMatchObject({
      reason: "spawn-failed",
      message: expect.stringContaining("missing does not exist"),
    });
  });

  it.runIf(POSIX)("reports a program that is not executable", async () => {
    const path = join(folder, "plain.txt");
    await writeFile(path, "text", { mode: 0o600 });
    await expect(here.run({ argv: [path], timeoutMs })).rejects.toMatchObject({ reason: "spawn-failed" });
  });

  it("does not start a command that is already cancelled", async () => {
    await expect(here.run(node(""), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      reason: "aborted",
      state: "It was not started.",
    });
  });

  it("keeps the output from before a timeout", async () => {
    const clock = skippingClock();
    const error = await localTarget(clock)
      .run(node(`console.log("so far"); setInterval(() => {}, 1000)`), {
        timeoutMs: 1_500,
        onLine: () => clock.advance(1_500),
      })
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TargetError);
    expect(error).toMatchObject({
      reason: "timeout",
      output: { stdout: "so far\n" },
      message: expect.stringContaining("1.5 s"),
    });
  });

  it("stops grandchildren too, even if they ignore SIGTERM", async () => {
    const cancel = new AbortController();
    const exited = Promise.withResolvers<void>();
    // The operating system closes the grandchild's connection when it exits.
    const server = createServer((connection) => {
      connection.on("error", () => {}).on("close", () => exited.resolve());
      cancel.abort();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const grandchild = `process.on("SIGTERM", () => {}); require("node:net").connect(${port}, "127.0.0.1")`;
    const parent = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "inherit" }); setInterval(() => {}, 1000)`;
    const run = localTarget(skippingClock()).run(node(parent), { signal: cancel.signal });
    await expect(run).rejects.toMatchObject({
      reason: "aborted",
      state: "It and all processes that it started were stopped.",
    });
    await exited.promise;
  });

  it.runIf(POSIX)("returns 128 plus the signal number when a signal from elsewhere ended the program", async () => {
    expect(await here.run(node(`process.kill(process.pid, "SIGKILL")`))).toMatchObject({
      code: 137,
      signal: "SIGKILL",
    });
  });

  it.runIf(POSIX)("does not wait for a daemon that keeps the pipes open", async () => {
    const daemon = `const child = require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"], { stdio: "inherit", detached: true });
      child.unref(); console.log(child.pid); console.log("started")`;
    const clock = manualClock();
    const printed = Promise.withResolvers<void>();
    const run = localTarget(clock).run(node(daemon), {
      onLine: (line) => {
        if (line === "started") printed.resolve();
      },
    });
    await Promise.all([printed.promise, clock.started(1_000)]);
    clock.advance(1_000);
    const [pid, line] = (await run).stdout.trim().split("\n");
    process.kill(Number(pid), "SIGKILL");
    expect(line).toBe("started");
  });
});

describe("files", () => {
  it("writes a file atomically, with the given mode, and leaves no temporary file", async () => {
    const path = join(folder, "deep", "er", "file");
    await here.writeFile(path, "one");
    await here.writeFile(path, "two", { mode: 0o600 });
    expect(await here.readFile(path)).toBe("two");
    expect(await readdir(join(folder, "deep", "er"))).toEqual(["file"]);
    if (POSIX) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("never shows a reader partial content", async () => {
    const path = join(folder, "current");
    const texts = ["a", "b"].map((letter) => letter.repeat(300_000));
    await here.writeFile(path, texts[0] ?? "");
    const writing = (async () => {
      for (let round = 0; round < 20; round++) await here.writeFile(path, texts[round % 2] ?? "");
    })();
    let seen = 0;
    while (seen < 20) {
      expect(texts).toContain(await here.readFile(path));
      seen++;
      await sleep(1);
    }
    await writing;
  });

  it("removes the temporary file when it cannot replace the file", async () => {
    await here.writeFile(join(folder, "taken", "inside"), "x");
    await expect(here.writeFile(join(folder, "taken"), "y")).rejects.toMatchObject({
      reason: "file-failed",
      next: expect.any(String),
    });
    expect(await readdir(folder)).toEqual(["taken"]);
  });

  it("appends complete lines, also with concurrent writers, and refuses a line break in a line", async () => {
    const path = join(folder, "log", "journal");
    const lines = Array.from({ length: 30 }, (_, index) => `${index}`.padEnd(200, "."));
    await Promise.all(lines.map((line) => here.append(path, line)));
    expect((await here.readFile(path))?.trimEnd().split("\n").toSorted()).toEqual(lines.toSorted());
    await expect(here.append(path, "one\ntwo")).rejects.toBeInstanceOf(TargetError);
  });

  it("treats a missing file or folder as empty, and renaming it as an error", async () => {
    expect(await here.readFile(join(folder, "none"))).toBeUndefined();
    expect(await here.list(join(folder, "none"))).toEqual([]);
    await here.remove(join(folder, "none"));
    await expect(here.rename(join(folder, "none"), join(folder, "other"))).rejects.toMatchObject({
      reason: "file-failed",
    });
  });

  it("lists in order, replaces by rename, removes folders with their contents", async () => {
    for (const name of ["b", "a"]) await here.writeFile(join(folder, name), name);
    await here.rename(join(folder, "b"), join(folder, "a"));
    expect(await here.list(folder)).toEqual(["a"]);
    expect(await here.readFile(join(folder, "a"))).toBe("b");
    await here.remove(folder);
    expect(await here.list(folder)).toEqual([]);
  });

  it("creates a private folder in the job's temporary folder", async () => {
    const before = process.env.RUNNER_TEMP;
    process.env.RUNNER_TEMP = folder;
    try {
      const created = await here.makeTemporaryFolder("config");
      expect(created.startsWith(join(folder, "config-"))).toBe(true);
      if (POSIX) expect((await stat(created)).mode & 0o777).toBe(0o700);
    } finally {
      if (before === undefined) delete process.env.RUNNER_TEMP;
      else process.env.RUNNER_TEMP = before;
    }
  });
});
