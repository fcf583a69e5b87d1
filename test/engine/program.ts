// Runs one program to its end, or starts one that stays (a daemon) and ends exactly that one, by its pid.

import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { EngineError } from "./progress.ts";

export type Finished = { code: number; stdout: string; stderr: string };
export type RunOptions = { env?: NodeJS.ProcessEnv; cwd?: string; stdin?: string; uid?: number; gid?: number };

/** Runs argv and resolves with what it printed, whatever its exit code; rejects only when it cannot be started. */
export function tryRun(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<Finished> {
  const { stdin, ...rest } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), {
      ...rest,
      stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", (error) => reject(new EngineError(`${argv[0]} could not be started: ${error.message}`)));
    child.on("close", (code) => resolve({ code: code ?? 128, stdout, stderr }));
    child.stdin?.on("error", () => undefined); // the program may end before it has read everything
    child.stdin?.end(stdin);
  });
}

/** Like `tryRun`, but a non-zero exit is an EngineError that contains the end of the program's output. */
export async function run(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await tryRun(argv, options);
  if (code !== 0)
    throw new EngineError(`"${argv.slice(0, 4).join(" ")}" ended with ${code}: ${lastLines(stderr || stdout)}`);
  return stdout;
}

/** Whether the program can be started and ends well; never rejects. */
export async function succeeds(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<boolean> {
  return tryRun(argv, options).then(
    ({ code }) => code === 0,
    () => false,
  );
}

export type Daemon = { readonly pid: number; stop(): Promise<void> };
export type DaemonOptions = {
  name: string;
  argv: readonly [string, ...string[]];
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  logFile: string;
  /** Called repeatedly until it is true. */
  ready: () => Promise<boolean>;
  readyWithinMs: number;
  /** How the program is asked to end; it is killed when it has not after `stopWithinMs`. */
  stopSignal?: NodeJS.Signals;
  stopWithinMs?: number;
};

/** Starts a program in its own session (so that we pass on a ^C in the terminal) and resolves when it is ready. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const log = openSync(options.logFile, "a");
  const { uid, gid, env } = options;
  const ids = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  const child = spawn(options.argv[0], options.argv.slice(1), {
    detached: true,
    stdio: ["ignore", log, log],
    ...(env ? { env } : {}),
    ...ids,
  });
  closeSync(log);
  let over: string | undefined;
  child.on("error", (error) => (over = error.message));
  child.on("exit", (code, signal) => (over ??= `it ended with ${signal ?? code}`));

  const stop = async (): Promise<void> => {
    if (child.pid === undefined || over !== undefined) return;
    child.kill(options.stopSignal ?? "SIGTERM");
    const killAt = Date.now() + (options.stopWithinMs ?? 5000);
    while (over === undefined && Date.now() < killAt) await wait(20);
    if (over === undefined) child.kill("SIGKILL");
    while (over === undefined) await wait(20);
  };

  const giveUpAt = Date.now() + options.readyWithinMs;
  while (!(await options.ready())) {
    if (over !== undefined || Date.now() > giveUpAt) {
      const why = over ?? `it was not ready within ${options.readyWithinMs / 1000} s`;
      await stop();
      throw new EngineError(
        `${options.name} did not start: ${why}: ${lastLines(readFileSync(options.logFile, "utf8"))}`,
      );
    }
    await wait(50);
  }
  if (child.pid === undefined) throw new EngineError(`${options.name} did not start`);
  child.unref();
  return { pid: child.pid, stop };
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-5).join(" | ");
}
