// Runs git to read objects of a clone, and nothing else: no hook, filter, credential helper, transport or configuration of the machine takes
// part, and replaced objects and grafts are not followed.
import { LIMIT, localTarget, type Result, TargetError } from "@deploy-actions/target";

/** `ok: false`: git could not be run, or refuses the folder; `why` is a clause. */
export type GitResult =
  | (Pick<Result, "code" | "stdout"> & { readonly ok: true })
  | { readonly ok: false; readonly why: string };

/** From this exit code on, git failed or was stopped, as opposed to the answer "no". */
const FATAL = 128;

export async function git(folder: string, args: readonly string[], signal?: AbortSignal): Promise<GitResult> {
  try {
    const { code, stdout, stderr } = await localTarget().run(
      { argv: ["git", ...SAFE, ...args], timeoutMs: LIMIT.parse, cwd: folder, inherit: INHERITED, env: ENVIRONMENT },
      signal === undefined ? {} : { signal },
    );
    return code >= FATAL ? { ok: false, why: `git says: ${firstLine(stderr)}` } : { ok: true, code, stdout };
  } catch (error) {
    if (!(error instanceof TargetError) || error.reason === "aborted") throw error;
    return { ok: false, why: error.message.replace(/\.$/, "") };
  }
}

/** A checkout made as another user, which is common in containers, is read all the same: nothing of it is run. */
const SAFE = ["--no-pager", "--literal-pathspecs", "-c", "safe.directory=*", "-c", "core.fsmonitor=false"];

const INHERITED = ["PATH", "SystemRoot", "TEMP", "TMP", "PATHEXT", "RUNNER_TRACKING_ID"];

const ENVIRONMENT = {
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_GRAFT_FILE: "/dev/null",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  // A clone without all objects would download the missing ones.
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "",
};

const LINE_LIMIT = 200;

function firstLine(text: string): string {
  const line = text.trim().split("\n", 1)[0] ?? "";
  return line.replace(/^fatal: /, "").slice(0, LINE_LIMIT) || "nothing";
}
