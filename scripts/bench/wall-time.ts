// Elapsed time of one process, from its start to its end. It writes into a pipe that is read, as a step's does.
import { spawn } from "node:child_process";
import type { Run } from "./cpu-time.ts";

/** Milliseconds. The process's own exit code doesn't matter; one that cannot be started rejects. */
export function wallTime({ argv, env, cwd }: Run): Promise<number> {
  const [program, ...args] = argv;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.resume();
    child.on("error", reject);
    child.on("close", () => resolve(performance.now() - started));
  });
}
