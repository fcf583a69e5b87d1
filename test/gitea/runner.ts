// Gitea's own runner, in the mode that needs no server: it runs a workflow on this machine and fetches actions over git.
import { spawn } from "node:child_process";

export type GiteaRun = {
  readonly runner: string;
  readonly repository: string;
  /** Path of the workflow in the repository. */
  readonly workflow: string;
  /** Where `uses: owner/name@ref` is looked up: a server's base URL. */
  readonly actionsUrl: string;
  /** Its download cache, by action name: the server does not matter. */
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
};

export function runOnGitea(run: GiteaRun): Promise<{ readonly exitCode: number; readonly log: string }> {
  const args = [
    ...["exec", "--workflows", run.workflow, "--event", "push", "--image", "-self-hosted"],
    // A step with actions/checkout gets a copy of `repository`; every other action is fetched.
    ...["--default-actions-url", run.actionsUrl],
  ];
  return new Promise((resolve, reject) => {
    const env = { ...run.env, HOME: run.cache, XDG_CACHE_HOME: run.cache };
    const options = { cwd: run.repository, env, detached: true } as const;
    const child = spawn(run.runner, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (log += text));
    const stop = () => child.pid !== undefined && child.exitCode === null && process.kill(-child.pid, "SIGTERM");
    run.signal.addEventListener("abort", stop, { once: true });
    child.on("error", reject);
    child.on("close", (code) => {
      run.signal.removeEventListener("abort", stop);
      resolve({ exitCode: code ?? 1, log });
    });
  });
}
