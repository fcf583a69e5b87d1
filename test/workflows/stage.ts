// What the reference workflows need around them in a test: the sample app's repository with copies of the callers, a release
// tree to take the actions from, a place for state, and one function that runs a caller with the variables users set.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "../../scripts/actions.ts";
import { type SampleRepository, sampleRepository } from "../e2e/sample-repository.ts";
import { type Engine, engine } from "../engine/index.ts";
import { freePort } from "../engine/port.ts";
import { runWorkflow, type WorkflowResult } from "./act.ts";
import { callingPortable } from "./portable.ts";
import { releaseTree } from "./release-tree.ts";
import { standIns } from "./stand-ins.ts";
import { withoutUnknownKeys } from "./unknown-keys.ts";

const ROOT = join(import.meta.dirname, "../..");
const WORKFLOWS = ".github/workflows";

const { repository } = project();

export const ENVIRONMENTS = ["dev", "uat", "prod"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

export interface Stage {
  readonly engine: Engine;
  readonly repository: SampleRepository;
  readonly app: string;
  readonly ports: Readonly<Record<Environment, number>>;
  /** Runs a caller for a commit. `healthUrl` replaces the environment's own. */
  readonly run: (
    environment: Environment,
    commit: string,
    signal: AbortSignal,
    healthUrl?: string,
  ) => Promise<WorkflowResult>;
  /** Runs the caller for a rollback by hand. `variables` replace the stage's own. */
  readonly rollBack: (
    environment: Environment,
    to: string,
    signal: AbortSignal,
    variables?: Readonly<Record<string, string>>,
  ) => Promise<WorkflowResult>;
  /** Runs a caller with these variables and no others. */
  readonly runWith: (
    environment: Environment,
    variables: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<WorkflowResult>;
  readonly end: () => Promise<void>;
}

export async function prepareStage(act: string, path: string): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "deploy-actions-workflows-"));
  const running = engine();
  const tree = await releaseTree();
  const sample = await sampleRepository(join(folder, "sample-app"), copyCallers);
  const [dev, uat, prod] = [await freePort(), await freePort(), await freePort()];
  const stage = { engine: running, repository: sample, app: `${running.projectPrefix}flow`, ports: { dev, uat, prod } };

  const runCaller = async (
    name: string,
    environment: Environment,
    given: Readonly<Record<string, string>>,
    inputs: Readonly<Record<string, string>> | undefined,
    signal: AbortSignal,
  ): Promise<WorkflowResult> => {
    const files = { secretFile: join(folder, "secrets"), varFile: join(folder, "variables") };
    await writeFile(files.secretFile, assignments(secrets(running, environment)));
    await writeFile(files.varFile, assignments(given));
    return runWorkflow({
      act,
      signal,
      ...files,
      repository: sample.folder,
      workflow: `${WORKFLOWS}/${name}.yml`,
      event: inputs === undefined ? "push" : "workflow_dispatch",
      ...(inputs === undefined ? {} : { inputs }),
      local: { [`${repository}@v1`]: tree, ...standIns },
      actor: running.registries.ghcr.username,
      cache: join(folder, "act"),
      environment: {
        DOCKER_HOST: running.dockerHost,
        DOCKER_CONFIG: running.dockerConfig.anonymous,
        PATH: path,
        TEST_REPOSITORY: sample.folder,
      },
    });
  };
  const all = (environment: Environment, healthUrl?: string) => variables(stage, folder, environment, healthUrl);
  return {
    ...stage,
    run: (environment, commit, signal, healthUrl) =>
      runCaller(
        environment,
        environment,
        all(environment, healthUrl),
        environment === "dev" ? undefined : { commit },
        signal,
      ),
    rollBack: (environment, to, signal, given = all(environment)) =>
      runCaller(
        "rollback-environment",
        environment,
        given,
        { environment, to, reason: "A test of rolling back." },
        signal,
      ),
    runWith: (environment, given, signal) =>
      runCaller(environment, environment, given, environment === "dev" ? undefined : { commit: "" }, signal),
    end: () => rm(folder, { recursive: true, force: true }),
  };
}

async function copyCallers(folder: string): Promise<void> {
  const workflows = join(folder, WORKFLOWS);
  await mkdir(workflows, { recursive: true });
  for (const name of [...ENVIRONMENTS, "rollback-environment"]) {
    const text = await readFile(join(ROOT, WORKFLOWS, `${name}.yml`), "utf8");
    await writeFile(join(workflows, `${name}.yml`), withoutUnknownKeys(callingPortable(text)));
  }
}

const secrets = ({ registries: { ghcr, acr }, postgres }: Engine, environment: Environment) => ({
  GITHUB_TOKEN: ghcr.password,
  ACR_USERNAME: acr.username,
  ACR_PASSWORD: acr.password,
  DB_URL: postgres.url(`sample_${environment}`, "containers"),
});

function variables(
  { engine, app, ports }: Pick<Stage, "engine" | "app" | "ports">,
  folder: string,
  environment: Environment,
  healthUrl?: string,
) {
  const prefix = environment.toUpperCase();
  return {
    DEPLOY_APP: app,
    DEPLOY_REGISTRY: "both",
    GHCR_IMAGE: `${engine.registries.ghcr.host}/acme/${app}`,
    ACR_IMAGE: `${engine.registries.acr.host}/acme/${app}`,
    TEST_COMMAND: "npm ci --silent --prefer-offline && npm test",
    BUILD_COMMAND: "npm ci --silent --prefer-offline && npm run build",
    BUILD_ARGS: `NODE_IMAGE=${engine.baseImage}`,
    SCANNERS: "secret",
    MIGRATE_TOOL: "command",
    MIGRATE_COMMAND: "node migrate.mjs up",
    MIGRATE_HEAD_COMMAND: "node migrate.mjs head",
    MAX_ATTEMPTS: "8",
    DELAY_SECONDS: "1s",
    STATE_DIR: join(folder, "state"),
    CLEANUP_LABELS: `environment=testing,managed-by=ci,${engine.label}`,
    [`${prefix}_RUNS_ON`]: "target",
    [`${prefix}_HEALTH_URL`]: healthUrl ?? `http://127.0.0.1:${ports[environment]}/health`,
    [`${prefix}_VARIABLES`]: `APP_PORT=${ports[environment]}\nAPP_ENVIRONMENT=${environment}`,
  };
}

/** act's files: NAME="value", with line ends written as \n. */
const assignments = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join("");
