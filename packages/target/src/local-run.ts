// Runs one command on this machine. Our own spawn rather than @actions/exec: that one cannot be cancelled, leaves grandchildren behind,
// and prints argv by itself.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import type { Clock } from "@deploy-actions/contract";
import type { Command } from "./command.ts";
import { lineReader } from "./line-reader.ts";
import { endGroup, GROUPS_EXIST } from "./process-group.ts";
import { type Result, type RunOptions, TargetError } from "./target.ts";

/** How long output may still arrive after the program has left: a daemon it started may hold the pipes open for ever. */
const DRAIN_MS = 1_000;

/** See Target.run for what it resolves and rejects with. */
export function runHere(command: Command, options: RunOptions = {}, clock: Clock): Promise<Result> {
  const { signal, timeoutMs, onLine } = options;
  const program = command.argv[0];
  if (signal?.aborted) return Promise.reject(aborted(program, "It was not started."));

  return new Promise((resolve, reject) => {
    const child = start(command);
    const output = { stdout: "", stderr: "" };
    let ended: Promise<TargetError> | undefined;
    let over = false;

    const finish = (settle: () => void): void => {
      if (over) return;
      over = true;
      stopTimer?.();
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const end = (error: () => TargetError): void => {
      if (ended || over || child.pid === undefined) return;
      ended = endGroup(child.pid, clock).then(error);
      ended.then((why) => finish(() => reject(why)));
    };
    const onAbort = (): void => end(() => aborted(program, "It and everything it had started were ended.", output));
    const stopTimer =
      timeoutMs === undefined
        ? undefined
        : clock.after(timeoutMs, () => end(() => timedOut(program, timeoutMs, output)));
    signal?.addEventListener("abort", onAbort, { once: true });

    for (const stream of ["stdout", "stderr"] as const) {
      const lines = onLine && lineReader((line) => onLine(line, stream));
      child[stream]?.setEncoding("utf8");
      child[stream]?.on("data", (text: string) => {
        output[stream] += text;
        lines?.push(text);
      });
      child[stream]?.once("close", () => lines?.end());
    }
    child.once("error", (cause) => {
      // After a successful spawn an "error" is only a failed kill; how the program ended comes by "close".
      if (child.pid === undefined) finish(() => reject(notStarted(command, cause)));
    });
    child.once("exit", () => {
      const stopDraining = clock.after(DRAIN_MS, () => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      });
      child.once("close", stopDraining);
    });
    child.once("close", (code, by) => {
      if (!ended) finish(() => resolve(resultOf(code, by, output)));
    });
    // A program that does not read its input closes the pipe early: that is its business, not an error of ours.
    child.stdin?.on("error", () => {});
    child.stdin?.end(command.stdin ?? "");
  });
}

function start(command: Command): ChildProcess {
  const [program, ...args] = command.argv;
  const options: SpawnOptions = {
    env: { ...inherited(command.inherit), ...command.env },
    stdio: [command.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    detached: GROUPS_EXIST,
    windowsHide: true,
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  };
  return spawn(program, args, options);
}

function inherited(names: readonly string[] | undefined): NodeJS.ProcessEnv {
  if (names === undefined) return process.env;
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

function resultOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  output: { stdout: string; stderr: string },
): Result {
  if (signal === null) return { code: code ?? 1, ...output };
  return { code: 128 + constants.signals[signal], signal, ...output };
}

function notStarted(command: Command, cause: Error & { code?: string }): TargetError {
  const program = command.argv[0];
  const state = "Nothing was run.";
  if (command.cwd !== undefined && !existsSync(command.cwd)) {
    return new TargetError("spawn-failed", {
      message: `${program} could not start: its working directory ${command.cwd} does not exist.`,
      state,
      next: "Create the directory, or correct the path.",
      cause,
    });
  }
  if (cause.code === "ENOENT") {
    return new TargetError("not-found", {
      message: `${program} was not found on this machine.`,
      state,
      next: `Install ${program}, or put the folder it is in on PATH.`,
      cause,
    });
  }
  return new TargetError("spawn-failed", {
    message: `${program} could not start: ${cause.message}.`,
    state,
    next: `Check that ${program} is a program this user may run.`,
    cause,
  });
}

function timedOut(program: string, timeoutMs: number, output: { stdout: string; stderr: string }): TargetError {
  return new TargetError("timeout", {
    message: `${program} had not finished after ${timeoutMs / 1000} s.`,
    state: "It and everything it had started were ended.",
    next: "See what it printed before the time was up; give it more time if it was still getting on.",
    output,
  });
}

function aborted(program: string, state: string, output?: { stdout: string; stderr: string }): TargetError {
  return new TargetError("aborted", {
    message: `${program} was cancelled.`,
    state,
    next: "Run the step again.",
    ...(output && { output }),
  });
}
