// CPU time (user and system) of one process and all children it waited for. Node reports a child's exit code but not its CPU time;
// bash's `time` reads that from the kernel when the child ends, in milliseconds. The child writes into a pipe, as a step does.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const SCRIPT = 'TIMEFORMAT="%3U %3S"; time "$@" 2>&1; exit 0';

export interface Run {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Seconds. The process's own exit code doesn't matter. */
export async function cpuTime({ argv, env, cwd }: Run): Promise<number> {
  const { stderr } = await promisify(execFile)("/bin/bash", ["-c", SCRIPT, "bash", ...argv], { env, cwd });
  // If a signal ended the child, bash prints that above the figures.
  const [user, system] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  if (user === undefined || system === undefined || Number.isNaN(user + system))
    throw new Error(`bash's \`time\` printed: ${stderr}`);
  return user + system;
}
