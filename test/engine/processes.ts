// Finds the processes of one session and ends them. A session's folder has a random name, so a program of the kind we start
// that names it in its arguments was started for it.

import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** The pids of programs whose name matches and that have a path below `folder` among their arguments. */
export async function processesOf(folder: string, program: RegExp): Promise<number[]> {
  const found: number[] = [];
  for (const name of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const [called = "", ...args] = (await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (program.test(basename(called)) && args.some((argument) => argument.startsWith(`${folder}/`)))
      found.push(Number(name));
  }
  return found;
}

/** The pids of programs whose command line holds `text`, as `pgrep -f` finds them: a minimal Debian has no pgrep. */
export async function processesNaming(text: string): Promise<number[]> {
  const found: number[] = [];
  for (const name of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const line = (await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ");
    if (line.includes(text)) found.push(Number(name));
  }
  return found;
}

/** Ends what was started with `temporary` as its TMPDIR or a folder below it in its environment, in whatever process group. */
export async function endStrays(temporary: string): Promise<void> {
  const found: number[] = [];
  for (const name of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)) {
    const variables = (await readFile(`/proc/${name}/environ`, "utf8").catch(() => "")).split("\0");
    const values = variables.map((variable) => variable.slice(variable.indexOf("=") + 1));
    if (values.some((value) => value === temporary || value.startsWith(`${temporary}/`))) found.push(Number(name));
  }
  await endProcesses(found, 2_000);
}

/** Asks them to end, waits up to `withinMs`, kills what is left. */
export async function endProcesses(pids: readonly number[], withinMs: number): Promise<void> {
  for (const pid of pids) kill(pid, "SIGTERM");
  for (const until = Date.now() + withinMs; Date.now() < until && pids.some(lives); ) await wait(50);
  for (const pid of pids.filter(lives)) kill(pid, "SIGKILL");
}

export function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has already ended
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
