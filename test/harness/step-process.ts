// Runs one process of a step and cancels it with the runner's timing: SIGINT, 7.5 s, SIGTERM, 2.5 s, then the whole process tree
// is killed (actions/runner ProcessInvoker.CancelAndKillProcessTree). Nothing is shortened; it ends when the process ends.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { killTracked, type Orphan, outliving } from "./tracking.ts";

export type Cancel = { readonly afterMs: number } | { readonly whenLogged: string | RegExp };

export interface StepProcess {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** RUNNER_TRACKING_ID in `env`: what still carries it after the step is an orphan. */
  readonly trackingId: string;
  readonly cancel?: Cancel | undefined;
  readonly onLine: (line: string) => void;
}

export interface Ended {
  /** 128 + the signal's number where a signal ended it, as the runner reports it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  /** Signals sent, and how long after the first of them the process was gone. */
  readonly cancelled?: { readonly sent: readonly NodeJS.Signals[]; readonly tookMs: number };
  /** Processes of the step that outlived it; they are killed, as the runner does at the end of the job. */
  readonly orphans: readonly Orphan[];
}

const AFTER_SIGINT_MS = 7_500;
const AFTER_SIGTERM_MS = 2_500;
const OPEN_STREAMS_MS = 5_000;

export async function runProcess({ argv, cwd, env, trackingId, cancel, onLine }: StepProcess): Promise<Ended> {
  const started = performance.now();
  const [program, ...rest] = argv;
  const child = spawn(program, rest, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const raw = { stdout: "", stderr: "" };
  const sent: NodeJS.Signals[] = [];
  let cancelledAt: number | undefined;

  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exitedWithin = (ms: number) => Promise.race([exited.then(() => true), sleep(ms, false, { ref: false })]);
  const send = (signal: NodeJS.Signals) => {
    sent.push(signal);
    child.kill(signal);
  };
  const stop = async () => {
    if (cancelledAt !== undefined || child.exitCode !== null || child.signalCode !== null) return;
    cancelledAt = performance.now();
    send("SIGINT");
    if (await exitedWithin(AFTER_SIGINT_MS)) return;
    send("SIGTERM");
    if (await exitedWithin(AFTER_SIGTERM_MS)) return;
    send("SIGKILL");
    await killTracked(trackingId);
  };

  for (const name of ["stdout", "stderr"] as const) {
    let open = "";
    const take = (line: string) => {
      onLine(line);
      if (cancel !== undefined && "whenLogged" in cancel && matches(line, cancel.whenLogged)) void stop();
    };
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      raw[name] += chunk;
      const parts = (open + chunk).split(/\r?\n/);
      open = parts.pop() ?? "";
      parts.forEach(take);
    });
    child[name].once("close", () => (open === "" ? undefined : take(open)));
  }
  const timer = cancel !== undefined && "afterMs" in cancel ? setTimeout(() => void stop(), cancel.afterMs) : undefined;
  try {
    const exitCode = await exited;
    const endedAt = performance.now();
    // A grandchild that holds the pipes open must not keep the step waiting: the runner waits five seconds for them.
    await Promise.race([closed, sleep(OPEN_STREAMS_MS, undefined, { ref: false })]);
    child.stdout.destroy();
    child.stderr.destroy();
    const orphans = await outliving(trackingId);
    await killTracked(trackingId);
    const cancelled = cancelledAt === undefined ? {} : { cancelled: { sent, tookMs: endedAt - cancelledAt } };
    return { exitCode, stdout: raw.stdout, stderr: raw.stderr, durationMs: endedAt - started, ...cancelled, orphans };
  } finally {
    clearTimeout(timer);
  }
}

const matches = (line: string, wanted: string | RegExp) =>
  typeof wanted === "string" ? line.includes(wanted) : wanted.test(line);
