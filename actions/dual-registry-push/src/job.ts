// What the job's environment says of the run: what GitHub withholds from it, where an ID token is asked for, and whose
// runner it is. https://docs.github.com/actions/reference/workflows-and-actions/variables
import { readFile } from "node:fs/promises";
import { type IdTokenRequest, type RunRestriction, runRestriction, unusedProxy } from "@deploy-actions/registry";

export type Job = {
  readonly limits: RunRestriction;
  /** Undefined where the job may not ask. */
  readonly idTokenRequest: IdTokenRequest | undefined;
  /** The variable that names a proxy which Node does not use. */
  readonly unusedProxy: string | undefined;
  /** False on Forgejo and Gitea, which have no attestations. */
  readonly isGitHub: boolean;
};

export async function jobIn(environment: Readonly<NodeJS.ProcessEnv>): Promise<Job> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url = "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = "" } = environment;
  return {
    limits: runRestriction({
      event: environment.GITHUB_EVENT_NAME,
      actor: environment.GITHUB_ACTOR,
      payload: await payloadIn(environment.GITHUB_EVENT_PATH),
    }),
    idTokenRequest: url === "" || token === "" ? undefined : { url, token },
    unusedProxy: unusedProxy(environment),
    isGitHub: environment.GITEA_ACTIONS === undefined && environment.FORGEJO_ACTIONS === undefined,
  };
}

/** A payload that cannot be read tells nothing, and nothing depends on it but a better message. */
async function payloadIn(path: string | undefined): Promise<unknown> {
  if (path === undefined || path === "") return undefined;
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}
