// The steps of the demo, each a run of a shipped bundle as the runner would run it and a line of the timeline.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { checkOut, type SampleRepository } from "../../test/e2e/sample-repository.ts";
import type { Engine } from "../../test/engine/index.ts";
import { type ActionResult, runAction } from "../../test/harness/index.ts";
import { type AppPorts, type Environment, onAppPort } from "./app-port.ts";
import { StoryError } from "./story-error.ts";
import type { Timeline } from "./timeline.ts";

const run = promisify(execFile);

export interface Stage {
  readonly engine: Engine;
  readonly repository: SampleRepository;
  readonly timeline: Timeline;
  /** A Trivy to scan with; undefined where there is none. */
  readonly trivy: string | undefined;
  readonly app: string;
  readonly stateDir: string;
  /** Port on loopback of each environment, as long as no other program takes it. */
  readonly ports: AppPorts;
  /** Receives every step that ran. */
  readonly onResult?: (step: Step, result: ActionResult) => void;
}

type Inputs = Readonly<Record<string, string>>;

export interface Step {
  readonly environment: string;
  readonly step: string;
  readonly action: string;
  readonly commit: string;
  /** A function where they may differ when the step is tried again. */
  readonly inputs: Inputs | (() => Inputs);
  /** The environment whose port the step publishes; tried again on another where a program has taken it. */
  readonly publishes?: Environment;
  /** Exit code that the story expects; anything else ends the demo with the step's log. */
  readonly expect?: 0 | 1;
  /** The image that the step uses; a step that makes an image has its digest as an output. */
  readonly digest?: string;
  /** The text of the outcome column where the step ended as expected. */
  readonly outcome?: (result: ActionResult) => string;
}

/** Runs one step and adds it to the timeline. Throws with the step's log where it ended otherwise than expected. */
export async function step(stage: Stage, { expect = 0, ...rest }: Step): Promise<ActionResult> {
  const { environment, step, action, digest, outcome } = rest;
  const from = performance.now();
  const result = await attempt(stage, rest);
  stage.onResult?.(rest, result);
  const isExpected = result.exitCode === expect;
  stage.timeline.add({
    environment,
    step,
    milliseconds: performance.now() - from,
    outcome: isExpected ? (outcome?.(result) ?? "ok") : `FAILED with ${result.exitCode}`,
    digest: digest ?? result.outputs.digest ?? "",
  });
  if (!isExpected)
    throw new StoryError(`${action} ended with ${result.exitCode}, expected ${expect}. Its log:\n${result.log}`);
  return result;
}

function attempt(stage: Stage, { action, commit, inputs, publishes }: Omit<Step, "expect">): Promise<ActionResult> {
  const once = () =>
    runAction(action, {
      inputs: typeof inputs === "function" ? inputs() : inputs,
      env: { DOCKER_HOST: stage.engine.dockerHost, DOCKER_CONFIG: stage.engine.dockerConfig.anonymous },
      workspace: stage.repository.folder,
      github: { sha: commit, repository: "acme/sample-app", actor: stage.engine.registries.ghcr.username },
    });
  return publishes === undefined ? once() : onAppPort(stage.ports, publishes, stage.timeline.note, once);
}

const ghcrImage = ({ engine, app }: Stage) => `${engine.registries.ghcr.host}/acme/${app}`;
const acrImage = ({ engine, app }: Stage) => `${engine.registries.acr.host}/acme/${app}`;

const pullCredentials = ({ engine: { registries } }: Stage) => ({
  "registry-username": registries.ghcr.username,
  "registry-password": registries.ghcr.password,
});

const pushInputs = (stage: Stage, environment: Environment, commit: string) => ({
  registry: "both",
  "ghcr-image": ghcrImage(stage),
  "acr-image": acrImage(stage),
  tags: `${environment}-${commit}\nsha-${commit}`,
  "ghcr-username": stage.engine.registries.ghcr.username,
  "ghcr-token": stage.engine.registries.ghcr.password,
  "acr-username": stage.engine.registries.acr.username,
  "acr-password": stage.engine.registries.acr.password,
});

/** Checks the commit out and builds it; the build is the app's own, then build-image. */
export async function build(stage: Stage, commit: string, version: string): Promise<string> {
  await checkOut(stage.repository, commit);
  await run(process.execPath, ["build.js"], { cwd: stage.repository.folder });
  const { outputs } = await step(stage, {
    environment: "dev",
    step: "build-image",
    action: "build-image",
    commit,
    inputs: { image: ghcrImage(stage), commit, version, "build-args": `NODE_IMAGE=${stage.engine.baseImage}` },
  });
  return outputs.image ?? "";
}

export async function push(stage: Stage, commit: string, image: string): Promise<string> {
  const { outputs } = await step(stage, {
    environment: "dev",
    step: "push to two registries",
    action: "dual-registry-push",
    commit,
    inputs: { ...pushInputs(stage, "dev", commit), image },
  });
  return outputs.digest ?? "";
}

/** Gives the digest that dev runs the next environment's tag, in both registries; nothing is pulled or built. */
export async function promote(stage: Stage, environment: Environment, commit: string): Promise<string> {
  const { outputs } = await step(stage, {
    environment,
    step: "promote",
    action: "dual-registry-push",
    commit,
    inputs: {
      ...pushInputs(stage, environment, commit),
      image: `${ghcrImage(stage)}:dev-${commit}`,
      source: "registry",
    },
  });
  return outputs.digest ?? "";
}

export async function migrate(stage: Stage, environment: Environment, commit: string, digest: string): Promise<void> {
  await step(stage, {
    environment,
    step: "migrate",
    action: "migrate",
    commit,
    inputs: {
      tool: "command",
      command: "node migrate.mjs up",
      "head-command": "node migrate.mjs head",
      image: `${ghcrImage(stage)}@${digest}`,
      "environment-variables": `DB_URL=${database(stage, environment)}`,
      ...pullCredentials(stage),
    },
    digest,
    outcome: ({ outputs }) => (outputs.changed === "true" ? `→ ${outputs["head-after"]}` : "no change"),
  });
}

const database = ({ engine }: Stage, environment: Environment) =>
  engine.postgres.url(`sample_${environment}`, "containers");
const healthUrl = ({ ports }: Stage, environment: Environment) => `http://localhost:${ports[environment]}/health`;

const variables = (stage: Stage, environment: Environment) =>
  [
    `APP_PORT=${stage.ports[environment]}`,
    `APP_ENVIRONMENT=${environment === "prod" ? "production" : environment}`,
  ].join("\n");

const targetInputs = (stage: Stage, environment: Environment) => ({
  target: "local",
  app: stage.app,
  environment,
  "state-dir": stage.stateDir,
  variables: variables(stage, environment),
  "environment-variables": `DB_URL=${database(stage, environment)}`,
  ...pullCredentials(stage),
});

/** How a release is expected to end, and how often it is asked until then. */
interface Expectation {
  readonly expect: 0 | 1;
  readonly attempts: number;
}

/** Many attempts, for machines with other work; a release that answers at the first one takes no longer. */
const GOOD: Expectation = { expect: 0, attempts: 30 };
/** Few attempts, since it never gets healthy. The rollback makes as many as the release that it returns to. */
export const BAD: Expectation = { expect: 1, attempts: 4 };

export async function deploy(
  stage: Stage,
  environment: Environment,
  commit: string,
  digest: string,
  { expect, attempts }: Expectation = GOOD,
) {
  const { outputs } = await step(stage, {
    environment,
    step: "deploy",
    action: "deploy",
    commit,
    publishes: environment,
    inputs: () => ({
      ...targetInputs(stage, environment),
      "compose-file": "compose.yml",
      images: `app=${ghcrImage(stage)}@${digest}`,
      "health-url": healthUrl(stage, environment),
      "expected-json": `/commit=${commit}`,
      "max-attempts": String(attempts),
      "delay-seconds": "1",
    }),
    expect,
    digest,
    outcome: (result) => result.outputs.outcome ?? "",
  });
  return outputs;
}

export async function healthCheck(stage: Stage, environment: Environment, commit: string): Promise<void> {
  await step(stage, {
    environment,
    step: "health-check",
    action: "health-check",
    commit,
    inputs: {
      "health-url": healthUrl(stage, environment),
      "expected-json": `/commit=${commit}`,
      "max-attempts": String(GOOD.attempts),
      "delay-seconds": "1",
    },
    outcome: ({ outputs }) => `${outputs["status-code"]} in ${outputs["response-time-ms"]} ms`,
  });
}

export async function rollback(stage: Stage, environment: Environment, commit: string): Promise<void> {
  await step(stage, {
    environment,
    step: "rollback by hand",
    action: "rollback",
    commit,
    inputs: { ...targetInputs(stage, environment), to: "previous", reason: "the demo returns to release one" },
    outcome: ({ outputs }) => outputs.outcome ?? "",
  });
}
