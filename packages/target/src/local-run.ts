// Runs one command on this machine. @actions/exec is not used because it cannot be cancelled, leaves grandchildren running, and prints argv.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import type { Clock } from "@deploy-actions/contract";
import { type Collected, excerpt, wholeOutput } from "./collected-output.ts";
import type { Command } from "./command.ts";
import { inheritedVariables } from "./environment.ts";
import { lineReader } from "./line-reader.ts";
import { watchMemory } from "./memory.ts";
import { HAS_PROCESS_GROUPS, markedEnvironment, stopGroup } from "./process-group.ts";
import { type Result, type RunOptions, TargetError } from "./target.ts";

/** How long to read output after the program has exited; a daemon that it started may keep the pipes open forever. */
const DRAIN_MS = 1_000;

/** See Target.run. */
export function runLocally(command: Command, options: RunOptions = {}, clock: Clock): Promise<Result> {
  const { signal, onLine } = options;
  const program = command.argv[0];
  const timeoutMs = Math.min(command.timeoutMs, options.timeoutMs ?? command.timeoutMs);
  if (signal?.aborted) return Promise.reject(aborted(program, "It was not started."));

  return new Promise((resolve, reject) => {
    const { child, marker } = start(command);
    const collected = { stdout: command.stdout === "excerpt" ? excerpt() : wholeOutput(), stderr: excerpt() };
    const output = (): Output => ({ stdout: collected.stdout.text(), stderr: collected.stderr.text() });
    let stopping: Promise<TargetError> | undefined;
    let settled = false;

    const finish = (settle: () => void): void => {
      if (settled) return;
      settled = true;
      stopTimer();
      stopWatching();
      signal?.removeEventListener("abort", onAbort);
      settle();
    };
    const stop = (error: () => TargetError): void => {
      if (stopping || settled || child.pid === undefined) return;
      stopping = stopGroup(child.pid, marker, clock).then(error);
      stopping.then((reason) => finish(() => reject(reason)));
    };
    const onAbort = (): void => stop(() => aborted(program, STOPPED, output()));
    const stopTimer = clock.after(timeoutMs, () => stop(() => timedOut(program, timeoutMs, output())));
    const stopWatching = watchMemory(child.pid, command.memoryBytes, (limit) =>
      stop(() => tooMuchMemory(program, limit, output())),
    );
    signal?.addEventListener("abort", onAbort, { once: true });

    for (const stream of ["stdout", "stderr"] as const) {
      const lines = onLine && lineReader((line) => onLine(line, stream));
      const kept: Collected = collected[stream];
      child[stream]?.setEncoding("utf8");
      child[stream]?.on("data", (text: string) => {
        if (!kept.push(text)) stop(() => tooMuchOutput(program, output()));
        lines?.push(text);
      });
      child[stream]?.once("close", () => lines?.end());
    }
    child.once("error", (cause) => {
      // After a successful spawn, "error" only reports a failed kill; "close" reports how the program ended.
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
      if (!stopping) finish(() => resolve(resultOf(code, by, output())));
    });
    // A program that does not read its input closes the pipe early, which is not an error.
    child.stdin?.on("error", () => {});
    child.stdin?.end(command.stdin ?? "");
  });
}

type Output = { readonly stdout: string; readonly stderr: string };

const STOPPED = "It and all processes that it started were stopped.";

function start(command: Command): { readonly child: ChildProcess; readonly marker: string } {
  const [program, ...args] = command.argv;
  const { marker, env } = markedEnvironment({ ...inheritedVariables(command.inherit), ...command.env });
  const options: SpawnOptions = {
    env,
    stdio: [command.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    detached: HAS_PROCESS_GROUPS,
    windowsHide: true,
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  };
  return { child: spawn(program, args, options), marker };
}

function resultOf(code: number | null, signal: NodeJS.Signals | null, output: Output): Result {
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
      next: `Install ${program}, or add its folder to PATH.`,
      cause,
    });
  }
  return new TargetError("spawn-failed", {
    message: `${program} could not start: ${cause.message}.`,
    state,
    next: `Check that ${program} is executable for this user.`,
    cause,
  });
}

function timedOut(program: string, timeoutMs: number, output: Output): TargetError {
  return new TargetError("timeout", {
    message: `${program} did not finish within ${timeoutMs / 1000} s.`,
    state: STOPPED,
    next: "Check its output; if it was still making progress, raise the timeout.",
    output,
  });
}

function tooMuchOutput(program: string, output: Output): TargetError {
  return new TargetError("too-much-output", {
    message: `${program} printed more than ${Math.round(output.stdout.length / 1024 / 1024)} MiB where an answer was expected.`,
    state: STOPPED,
    next: "Run the same command manually to see what it prints.",
    output: { ...output, stdout: "" },
  });
}

function tooMuchMemory(program: string, limit: number, output: Output): TargetError {
  return new TargetError("too-much-memory", {
    message: `${program} used more than ${Math.round(limit / 1024 / 1024)} MiB of memory.`,
    state: STOPPED,
    next: "Check the file that it was reading: one that expands into something enormous is refused.",
    output,
  });
}

function aborted(program: string, state: string, output?: Output): TargetError {
  return new TargetError("aborted", {
    message: `${program} was cancelled.`,
    state,
    next: "Run the step again.",
    ...(output && { output }),
  });
}
