// Runs git in one repository. Every call either gives its output or throws with git's own message.
import { execFileSync } from "node:child_process";

export type Git = (
  args: readonly string[],
  options?: { readonly input?: string; readonly env?: Readonly<Record<string, string>> },
) => string;

/** Output without the final line break. */
export function gitIn(folder: string): Git {
  return (args, { input, env } = {}) =>
    execFileSync("git", args, {
      cwd: folder,
      encoding: "utf8",
      input,
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    }).replace(/\n$/, "");
}
