// Ends a program together with everything it started. On POSIX the program leads its own process group (spawned detached), so one signal
// to the negative id reaches all of it (kill(2)); Windows has no groups, there taskkill walks the tree.
import { spawn } from "node:child_process";
import type { Clock } from "@deploy-actions/contract";

/** How long a group may take to leave after SIGTERM. The runner gives a cancelled step 7.5 s before its own next signal. */
const GRACE_MS = 2_000;

export const GROUPS_EXIST = process.platform !== "win32";

/** SIGTERM to the group led by `pid`, SIGKILL to what is left of it after the grace period. Resolves when nothing is left, or after the SIGKILL. */
export async function endGroup(pid: number, clock: Clock): Promise<void> {
  if (!GROUPS_EXIST) return endTree(pid);
  const deadline = clock.now() + GRACE_MS;
  let left = signalGroup(pid, "SIGTERM");
  while (left && clock.now() < deadline) {
    await clock.sleep(20);
    left = signalGroup(pid, 0);
  }
  if (left) signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left. EPERM: only processes of another user are, which we could not end anyway.
    return false;
  }
}

function endTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    const taskkill = spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true });
    taskkill.once("error", () => resolve());
    taskkill.once("close", () => resolve());
  });
}
