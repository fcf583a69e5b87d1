// Finds the processes that a step left running, as the runner does: by RUNNER_TRACKING_ID in their environment (Linux's /proc).
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface Orphan {
  readonly pid: number;
  readonly commandLine: string;
}

/** Empty where there is no /proc. Zombies have an empty environment and don't count. */
async function tracked(trackingId: string): Promise<Orphan[]> {
  const wanted = `RUNNER_TRACKING_ID=${trackingId}`;
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      if (!environment.split("\0").includes(wanted)) return undefined;
      const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      // Its memory went between the two readings: it has ended.
      if (commandLine === "") return undefined;
      return { pid: Number(pid), commandLine: commandLine.split("\0").join(" ").trim() };
    }),
  );
  return found.filter((each) => each !== undefined);
}

/** A process needs a moment to end after a signal. */
const ENDING_MS = 500;

/** Those that are still there after a moment: the runner looks for orphans when the job ends, not immediately after a step. */
export async function outliving(trackingId: string): Promise<Orphan[]> {
  if ((await tracked(trackingId)).length === 0) return [];
  await sleep(ENDING_MS);
  return tracked(trackingId);
}

export async function killTracked(trackingId: string): Promise<void> {
  for (const { pid } of await tracked(trackingId)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended between the listing and the signal.
    }
  }
}
