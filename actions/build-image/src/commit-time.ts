// Reads from the checkout when a commit was made.
import { type Command, LIMIT, type Target, TargetError } from "@deploy-actions/target";
import type { Build } from "./build-command.ts";

/** Undefined when there is no git, or the commit is not there. */
export async function commitTime(
  target: Target,
  context: string,
  commit: string,
  signal: AbortSignal,
): Promise<Build["committed"]> {
  // A pull request can add a bare repository, whose configuration would name programs to run, as a folder of its checkout.
  const safely = ["-c", "safe.bareRepository=explicit", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false"];
  const show = ["show", "--no-patch", "--format=%cI %ct", commit, "--"];
  const command: Command = { argv: ["git", ...safely, "-C", context, ...show], timeoutMs: LIMIT.query };
  const { stdout } = await target.run(command, { signal }).catch((error: unknown) => {
    if (error instanceof TargetError && error.reason !== "aborted") return { stdout: "" };
    throw error;
  });
  const [, iso, epoch] = /^(\d{4}-\S+) (\d+)\s*$/.exec(stdout) ?? [];
  return iso === undefined || epoch === undefined ? undefined : { iso, epoch };
}
