// Runs the shipped command line under the pinned Node, as a person would from a folder.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pinnedNode } from "../../../../test/harness/index.ts";
import { shippedAction } from "../../../../test/harness/shipped.ts";

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The environment holds nothing but PATH and what is given. */
export async function commandLine(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const cli = join(await shippedAction("immutable-tag-validator"), "cli.js");
  return runProgram([await pinnedNode(), cli, ...args], cwd, env);
}

export function runProgram(
  [program = "", ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
