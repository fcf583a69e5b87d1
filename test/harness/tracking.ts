// Finds the processes that a step left running, as the runner does: by RUNNER_TRACKING_ID in their environment (Linux's /proc).
import { readdir, readFile } from "node:fs/promises";

export interface Orphan {
  readonly pid: number;
  readonly commandLine: string;
}

/** Empty where there is no /proc. Zombies have an empty environment and don't count. */
export async function tracked(trackingId: string): Promise<Orphan[]> {
  const wanted = `RUNNER_TRACKING_ID=${trackingId}`;
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
      if (!environment.split("\0").includes(wanted)) return undefined;
      const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return { pid: Number(pid), commandLine: commandLine.split("\0").join(" ").trim() };
    }),
  );
  return found.filter((each) => each !== undefined);
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
