// CPU time (user and system) of one process and all it waited for. Node tells a child's exit code but not its usage; bash's
// `time` reads it from the kernel at the child's end, in milliseconds. The
// child writes into a pipe, as a step does.
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
  // bash says so above the figures where a signal ended the child.
  const [user, system] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  if (user === undefined || system === undefined || Number.isNaN(user + system))
    throw new Error(`bash's \`time\` said: ${stderr}`);
  return user + system;
}
