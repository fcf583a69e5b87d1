// Programs that try to outlive, outgrow or flood the action that started them.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Command, LIMIT, localTarget, type RunOptions, TargetError } from "../../packages/target/src/index.ts";

const here = localTarget();
const POSIX = process.platform !== "win32";
const LINUX = process.platform === "linux";
const MiB = 1024 * 1024;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "children-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function node(script: string, rest: Partial<Command> = {}): Command {
  return { argv: [process.execPath, "-e", script], timeoutMs: LIMIT.query, ...rest };
}

async function failureOf(command: Command, options?: RunOptions): Promise<TargetError> {
  const error = await here.run(command, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TargetError);
  return error as TargetError;
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.runIf(POSIX)("a tool", () => {
  const spins = "for (;;);";
  it.each([
    ["spins on the processor", spins],
    ["sleeps forever", "setInterval(() => {}, 1000)"],
    ["ignores SIGTERM", `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)`],
    [
      "prints without a line break while its time runs out",
      `const x = "x".repeat(65536); (function f() { process.stdout.write(x, f) })()`,
    ],
    [
      "prints lines while its time runs out",
      `const x = "x\\n".repeat(32768); (function f() { process.stdout.write(x, f) })()`,
    ],
    [
      "floods both streams",
      `const x = "x".repeat(65536); for (const s of [process.stdout, process.stderr]) (function f() { s.write(x, f) })()`,
    ],
  ])("%s past its time limit", async (_, script) => {
    const began = performance.now();
    const error = await failureOf(node(script, { timeoutMs: 1_000, stdout: "excerpt" }), { onLine: () => {} });
    expect(error.reason).toBe("timeout");
    // The limit, the grace period, and a machine that is many times slower.
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  const starts = (how: string, child: string) =>
    `const child = require("node:child_process").${how}; require("node:fs").writeFileSync(process.argv[1], String(${child})); setInterval(() => {}, 1000)`;
  const sleeper = `process.execPath, ["-e", "setInterval(() => {}, 1000)"]`;
  it.each([
    ["leaves a child in its own group", starts(`spawn(${sleeper}, { stdio: "ignore" })`, "child.pid"), true],
    [
      "starts a child in a session of its own",
      starts(`spawn(${sleeper}, { stdio: "ignore", detached: true })`, "child.pid"),
      LINUX,
    ],
    [
      "hides a child behind a parent that has ended",
      starts(
        `execFileSync(process.execPath, ["-e", \`const c = require("node:child_process").spawn(${sleeper.replaceAll("`", "")}, { stdio: "ignore", detached: true }); c.unref(); process.stdout.write(String(c.pid)); process.exit()\`])`,
        "child",
      ),
      LINUX,
    ],
    [
      "starts a child that ignores SIGTERM",
      starts(
        `spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: "ignore", detached: true })`,
        "child.pid",
      ),
      LINUX,
    ],
  ])("%s, so that it survives", async (_, script, findable) => {
    if (!findable) return;
    const file = join(folder, "pid");
    const cancel = new AbortController();
    const command: Command = { argv: [process.execPath, "-e", script, file], timeoutMs: LIMIT.query };
    const stopped = expect(here.run(command, { signal: cancel.signal })).rejects.toMatchObject({
      reason: "aborted",
    });
    const started = () => readFile(file, "utf8").catch(() => "");
    await expect.poll(started, { timeout: 100_000 }).toMatch(/^\d+$/);
    const pid = Number(await started());
    expect(isRunning(pid)).toBe(true);
    cancel.abort();
    await stopped;
    await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false);
  });

  it("keeps the pipes open after it has ended, so that nobody gets its result", async () => {
    const script = `require("node:child_process").spawn(${sleeper}, { stdio: "inherit", detached: true }).unref(); console.log("done")`;
    expect((await here.run(node(script))).stdout).toBe("done\n");
  });

  it("prints an endless answer", async () => {
    const error = await failureOf(node(`const x = "x".repeat(65536); (function f() { process.stdout.write(x, f) })()`));
    expect(error.reason).toBe("too-much-output");
  });

  it("prints an answer that would be complete if only its first part were read", async () => {
    const script = `process.stdout.write("[]" + " ".repeat(80 * ${MiB}) + "garbage")`;
    const error = await failureOf(node(script));
    expect([error.reason, error.output.stdout]).toEqual(["too-much-output", ""]);
  });

  it.each(["stdout", "stderr"] as const)("fills the memory through 300 MB of %s", async (stream) => {
    const script = `const x = "x".repeat(${MiB}); let n = 0; (function f() { if (n++ < 300) process.${stream}.write(x, f) })()`;
    const result = await here.run(node(script, { stdout: "excerpt" }));
    expect(result.code).toBe(0);
    expect(result[stream].length).toBeLessThan(2 * MiB);
    expect(result[stream]).toContain("characters left out");
  });

  it.runIf(LINUX).each([
    ["itself", `const kept = []; setInterval(() => kept.push(Buffer.alloc(64 * ${MiB}, 1)), 10)`],
    [
      "in a child",
      `require("node:child_process").spawn(process.execPath, ["-e", "const kept = []; setInterval(() => kept.push(Buffer.alloc(64 * ${MiB}, 1)), 10)"], { stdio: "ignore" })`,
    ],
  ])("takes all memory %s", async (_, script) => {
    const error = await failureOf(node(script, { memoryBytes: 512 * MiB }));
    expect(error.reason).toBe("too-much-memory");
    expect(error.message).toContain("512 MiB");
  });
});

describe.runIf(POSIX)("an earlier step", () => {
  it("replaces docker by a program that never ends", async () => {
    const docker = join(folder, "docker");
    await writeFile(docker, "#!/bin/sh\nexec sleep 600\n", { mode: 0o755 });
    const error = await failureOf({ argv: [docker, "version"], timeoutMs: 1_000 });
    expect(error.reason).toBe("timeout");
  });
});
