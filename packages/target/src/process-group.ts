// Stops a program together with all processes that it started. On POSIX the program is spawned as the leader of its own process group, which a
// signal to the negative process id reaches (kill(2)). A process can leave the group (setsid(2)) and lose its parent, but it keeps the environment
// that it was started with: on Linux, every process that carries the program's marker is stopped too. Windows has no process groups; taskkill
// stops the process tree.
import { spawn } from "node:child_process";
import type { Clock } from "@deploy-actions/contract";
import { inheritedVariables } from "./environment.ts";
import { namesIn, textOf } from "./proc.ts";

/** How long a group has to exit after SIGTERM. The runner gives a cancelled step 7.5 s before its next signal. */
const GRACE_MS = 2_000;

/** How long the system may take to end processes after SIGKILL. */
const KILL_MS = 1_000;

export const HAS_PROCESS_GROUPS = process.platform !== "win32";

const MARKER = "DEPLOY_ACTIONS_PROCESS";

/** No other program of this machine has the same marker since it started. Random digits would need node:crypto, which loads slowly. */
let started = 0;

/** The environment with a marker by which the program and what it starts are found again. */
export function markedEnvironment(env: Readonly<Record<string, string>>): {
  readonly marker: string;
  readonly env: Record<string, string>;
} {
  started += 1;
  const marker = `${MARKER}=${process.pid}-${process.hrtime.bigint()}-${started}`;
  return { marker, env: { ...env, [MARKER]: marker.slice(MARKER.length + 1) } };
}

/**
 * Sends SIGTERM to the group led by `pid` and to what left it, and SIGKILL if any process remains after the grace period. Resolves when none
 * remains, or a moment after SIGKILL.
 */
export async function stopGroup(pid: number, marker: string, clock: Clock): Promise<void> {
  if (!HAS_PROCESS_GROUPS) return stopTree(pid);
  if (await signalAll(pid, marker, "SIGTERM", GRACE_MS, clock)) return;
  await signalAll(pid, marker, "SIGKILL", KILL_MS, clock);
}

/** True when no process remains within `waitMs`. */
async function signalAll(
  pid: number,
  marker: string,
  signal: NodeJS.Signals,
  waitMs: number,
  clock: Clock,
): Promise<boolean> {
  const deadline = clock.now() + waitMs;
  const strays = processesWith(marker).filter((each) => each !== pid);
  const send = (what: NodeJS.Signals | 0): boolean =>
    // Every one, so `some` would be wrong: it stops at the first.
    [-pid, ...strays].filter((each) => sent(each, what)).length > 0;
  let remains = send(signal);
  while (remains && clock.now() < deadline) {
    await clock.sleep(20);
    remains = send(0);
  }
  return !remains && processesWith(marker).length === 0;
}

/** The running processes with the marker in the environment that they were started with. */
function processesWith(marker: string): number[] {
  if (process.platform !== "linux") return [];
  return namesIn("/proc")
    .filter((name) => /^\d+$/.test(name) && textOf(`/proc/${name}/environ`).split("\0").includes(marker))
    .map(Number);
}

function sent(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // ESRCH: no process remains. EPERM: only processes of another user remain, which cannot be stopped.
    return false;
  }
}

function stopTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const taskkill = spawn("taskkill", ["/pid", String(pid), "/T", "/F"], {
      env: inheritedVariables(),
      stdio: "ignore",
      windowsHide: true,
    });
    taskkill.once("error", () => resolve());
    taskkill.once("close", () => resolve());
  });
}
