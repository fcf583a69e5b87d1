// What the job's environment says about the run: what GitHub withholds from it, where to request an ID token, and whether
// the runner is GitHub's. https://docs.github.com/actions/reference/workflows-and-actions/variables
import { readFile } from "node:fs/promises";
import { type IdTokenRequest, type RunRestriction, runRestriction, unusedProxy } from "@deploy-actions/registry";

export type Job = {
  readonly restriction: RunRestriction;
  /** Undefined if the job may not request one. */
  readonly idTokenRequest: IdTokenRequest | undefined;
  /** The variable that names a proxy which Node does not use. */
  readonly unusedProxy: string | undefined;
  /** False on Forgejo and Gitea, which have no attestations. */
  readonly isGitHub: boolean;
};

export async function jobFrom(environment: Readonly<NodeJS.ProcessEnv>): Promise<Job> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = "" } = environment;
  return {
    restriction: runRestriction({
      event: environment.GITHUB_EVENT_NAME,
      actor: environment.GITHUB_ACTOR,
      payload: await readPayload(environment.GITHUB_EVENT_PATH),
    }),
    idTokenRequest: url === "" || token === "" ? undefined : { url, token },
    unusedProxy: unusedProxy(environment),
    isGitHub: environment.GITEA_ACTIONS === undefined && environment.FORGEJO_ACTIONS === undefined,
  };
}

/** The payload only serves better error messages, so it does not matter if it cannot be read. */
async function readPayload(path: string | undefined): Promise<unknown> {
  if (path === undefined || path === "") return undefined;
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}
