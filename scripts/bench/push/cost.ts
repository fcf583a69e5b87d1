// The cost of a piece of work, as elapsed time and as CPU time of all processes that were waited for meanwhile (clients and their
// children) and of the daemons that did the work for them. proc_pid_stat(5)
import { readFile } from "node:fs/promises";

export type Cost = { readonly ms: number; readonly cpuMs: number };

/** Milliseconds of one tick in /proc: USER_HZ is 100 on every Linux. */
const TICK_MS = 10;

/** `daemons`: pids. Throws what the work throws. */
export async function costOf(daemons: readonly number[], work: () => Promise<unknown>): Promise<Cost> {
  const [cpuBefore, started] = [await cpuMs(daemons), performance.now()];
  await work();
  const ms = performance.now() - started;
  return { ms, cpuMs: (await cpuMs(daemons)) - cpuBefore };
}

async function cpuMs(daemons: readonly number[]): Promise<number> {
  const { children } = await ticksOf("self");
  const all = await Promise.all(daemons.map(ticksOf));
  return TICK_MS * all.reduce((sum, { own }) => sum + own, children);
}

/** User and system time: the process's own, and that of the children it waited for. */
async function ticksOf(pid: number | "self"): Promise<{ own: number; children: number }> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  // The second field is a name in parentheses that may contain anything, including blanks; utime is the fourteenth.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return { own: user + system, children: childUser + childSystem };
}
