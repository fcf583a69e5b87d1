// Builds links to lines of the checked files: at the run's commit, or at the head of a pull request, since the merge commit is gone once
// the pull request is closed.
import { readFileSync } from "node:fs";
import { z } from "zod/mini";

/** The URL of a line; undefined if the run does not provide server, repository or commit. */
export type SourceLink = (path: string, line: number) => string | undefined;

const event = z.object({
  pull_request: z.object({ head: z.object({ sha: z.string().check(z.regex(/^[0-9a-f]{40,64}$/)) }) }),
});

export function sourceLink(environment: NodeJS.ProcessEnv): SourceLink {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = environment;
  const commit = headOf(environment.GITHUB_EVENT_PATH) ?? environment.GITHUB_SHA;
  if (!server || !repository || !commit) return () => undefined;
  const isForge = environment.GITEA_ACTIONS !== undefined || environment.FORGEJO_ACTIONS !== undefined;
  const base = `${server}/${repository}/${isForge ? "src/commit" : "blob"}/${commit}`;
  return (path, line) => `${base}/${path.split("/").map(encodeURIComponent).join("/")}#L${line}`;
}

/** The head commit if the run's event is a pull request. */
function headOf(path: string | undefined): string | undefined {
  if (!path) return undefined;
  try {
    const read = event.safeParse(JSON.parse(readFileSync(path, "utf8")));
    return read.success ? read.data.pull_request.head.sha : undefined;
  } catch {
    // A run without an event file still has a commit.
    return undefined;
  }
}
