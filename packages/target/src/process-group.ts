// Stops a program together with all processes that it started. On POSIX the program is spawned as the leader of its own process group, which a
// signal to the negative process id reaches (kill(2)). Windows has no process groups; taskkill stops the process tree.
import { spawn } from "node:child_process";
import type { Clock } from "@deploy-actions/contract";

/** How long a group has to exit after SIGTERM. The runner gives a cancelled step 7.5 s before its next signal. */
const GRACE_MS = 2_000;

export const HAS_PROCESS_GROUPS = process.platform !== "win32";

/** Sends SIGTERM to the group led by `pid`, and SIGKILL if any process remains after the grace period. Resolves when none remains, or after SIGKILL. */
export async function stopGroup(pid: number, clock: Clock): Promise<void> {
  if (!HAS_PROCESS_GROUPS) return stopTree(pid);
  const deadline = clock.now() + GRACE_MS;
  let remains = signalGroup(pid, "SIGTERM");
  while (remains && clock.now() < deadline) {
    await clock.sleep(20);
    remains = signalGroup(pid, 0);
  }
  if (remains) signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    // ESRCH: no process remains. EPERM: only processes of another user remain, which cannot be stopped.
    return false;
  }
}

function stopTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const taskkill = spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
    taskkill.once("error", () => resolve());
    taskkill.once("close", () => resolve());
  });
}
