// Builds the rollout context from the inputs that deploy and rollback share and from the job's environment.
// Variables: https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
import type { Log } from "@deploy-actions/contract";
import type { Headers } from "@deploy-actions/probe";
import { type Requester, stateDirectory } from "@deploy-actions/release";
import { localTarget } from "@deploy-actions/target";
import type { Credentials, RolloutContext } from "./context.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The values of `locationInputs` and `rolloutInputs`, and the headers of the health check. */
export interface RolloutInputs {
  readonly target: "local";
  readonly app: string;
  readonly environment: string;
  readonly "environment-variables": Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly "registry-username": string | undefined;
  readonly "registry-password": string | undefined;
  readonly registry: string | undefined;
  readonly "state-dir": string | undefined;
  readonly "dry-run": boolean;
  readonly headers: Headers;
}

export type RunnerContext = {
  readonly environment: Environment;
  readonly log: Log;
  readonly signal: AbortSignal;
};

export function contextFromInputs(inputs: RolloutInputs, { environment, log, signal }: RunnerContext): RolloutContext {
  const stateDir = stateDirectory(inputs["state-dir"], environment, process.getuid?.());
  return {
    target: localTarget(),
    location: { stateDir, app: inputs.app, environment: inputs.environment },
    log,
    signal,
    by: requesterOf(environment),
    variables: { ...inputs.variables, ...inputs["environment-variables"] },
    publicVariables: Object.keys(inputs.variables),
    credentials: credentialsOf(inputs),
    headers: inputs.headers,
    dryRun: inputs["dry-run"],
  };
}

/** Who started this run, as far as the runner's environment says. */
export function requesterOf(environment: Environment): Requester {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment;
  const { GITHUB_RUN_ATTEMPT: attempt = "1", GITHUB_ACTOR: actor, GITHUB_SHA: commit } = environment;
  const known = server !== undefined && repository !== undefined && run !== undefined;
  return {
    ...(known ? { url: `${server}/${repository}/actions/runs/${run}/attempts/${attempt}` } : {}),
    ...(actor === undefined ? {} : { actor }),
    ...(commit === undefined ? {} : { commit }),
  };
}

function credentialsOf(inputs: RolloutInputs): Credentials | undefined {
  const { "registry-username": username, "registry-password": password, registry } = inputs;
  return username === undefined || password === undefined ? undefined : { username, password, registry };
}
