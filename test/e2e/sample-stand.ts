// The sample app, built into images that are good or bad, with its own database: what the measurements deploy.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { engine } from "../engine/index.ts";
import { freePort } from "../engine/port.ts";
import { type ActionResult, runAction } from "../harness/index.ts";

const run = promisify(execFile);
const SAMPLE = join(import.meta.dirname, "../../examples/sample-app");

export type Defect = "" | "unhealthy" | "crash" | "hang";

export interface Sample {
  readonly folder: string;
  /** References by digest, pushed and on the engine. */
  readonly image: (version: string, defect?: Defect) => Promise<string>;
  readonly databaseUrl: string;
  readonly close: () => Promise<void>;
}

/** Needs a session with registries and PostgreSQL. */
export async function sample(): Promise<Sample> {
  const e = engine();
  const folder = await mkdtemp(join(tmpdir(), "sample-"));
  const database = `measure_${randomBytes(4).toString("hex")}`;
  await statement(`CREATE DATABASE ${database}`);
  await run("npm", ["ci", "--silent", "--prefer-offline"], { cwd: SAMPLE });
  await run("npm", ["run", "--silent", "build"], { cwd: SAMPLE });
  await copyFile(join(SAMPLE, "compose.yml"), join(folder, "compose.yml"));
  const databaseUrl = e.postgres.url(database, "containers");
  let migrated = false;

  const image = async (version: string, defect: Defect = ""): Promise<string> => {
    const tag = `${e.registries.ghcr.host}/measure/sample:${version}-${database.slice(8)}`;
    const options = { NODE_IMAGE: e.baseImage, VERSION: version, COMMIT: version, BAD_RELEASE: defect };
    const args = Object.entries(options).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
    await run("docker", ["build", "--quiet", "--provenance=false", ...args, "--label", e.label, "--tag", tag, SAMPLE]);
    const loggedIn = { ...process.env, DOCKER_CONFIG: e.dockerConfig.loggedIn };
    await run("docker", ["push", "--quiet", tag], { env: loggedIn });
    if (!migrated)
      await run("docker", ["run", "--rm", "--env", "DB_URL", tag, "node", "migrate.mjs", "up"], {
        env: { ...process.env, DB_URL: databaseUrl },
      });
    migrated = true;
    const { stdout } = await run("docker", ["image", "inspect", "--format", "{{index .RepoDigests 0}}", tag]);
    return stdout.trim();
  };
  const close = async (): Promise<void> => {
    await statement(`DROP DATABASE ${database} WITH (FORCE)`);
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, image, databaseUrl, close };
}

/** One way of deploying the sample app, with a port and a Compose project of its own. */
export interface Way {
  readonly healthUrl: string;
  /** Deploys; gives the exit code and how long it took. */
  readonly deploy: (image: string) => Promise<{ readonly exitCode: number; readonly ms: number }>;
  readonly close: () => Promise<void>;
}

/** The shipped deploy action, as a job's step. */
export async function byAction(
  { folder, databaseUrl }: Sample,
  healthAttempts: { attempts: number; delay: number },
): Promise<Way> {
  const { projectPrefix, dockerHost, dockerConfig } = engine();
  const port = await freePort();
  const app = `${projectPrefix}ours-${randomBytes(3).toString("hex")}`;
  const stateDir = await mkdtemp(join(tmpdir(), "sample-state-"));
  const healthUrl = `http://127.0.0.1:${port}/health`;
  const deploy = async (image: string) => {
    const inputs = {
      app,
      environment: "dev",
      images: `app=${image}`,
      "health-url": healthUrl,
      "max-attempts": String(healthAttempts.attempts),
      "delay-seconds": String(healthAttempts.delay),
      "environment-variables": `DB_URL=${databaseUrl}\nAPP_PORT=${port}`,
      "state-dir": stateDir,
    };
    const env = { DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig.anonymous };
    const result: ActionResult = await runAction("deploy", { inputs, env, workspace: folder });
    return { exitCode: result.exitCode, ms: result.durationMs };
  };
  const close = async (): Promise<void> => {
    await takeDown(`${app}-dev`);
    await rm(stateDir, { recursive: true, force: true });
  };
  return { healthUrl, deploy, close };
}

/** What people write by hand: `docker compose up --detach --wait`, on the same file with the same image in it. */
export async function byCompose({ folder, databaseUrl }: Sample): Promise<Way> {
  const port = await freePort();
  const project = `${engine().projectPrefix}bare-${randomBytes(3).toString("hex")}`;
  const override = join(folder, `${project}.yml`);
  const env = { ...process.env, DB_URL: databaseUrl, APP_PORT: String(port) };
  const deploy = async (image: string) => {
    await writeFile(override, `services:\n  app:\n    image: ${image}\n`);
    const files = ["--file", join(folder, "compose.yml"), "--file", override];
    const began = performance.now();
    const code = await run("docker", ["compose", "--project-name", project, ...files, "up", "--detach", "--wait"], {
      env,
    }).then(
      () => 0,
      (error: { code?: number }) => error.code ?? 1,
    );
    return { exitCode: code, ms: performance.now() - began };
  };
  return { healthUrl: `http://127.0.0.1:${port}/health`, deploy, close: () => takeDown(project) };
}

async function takeDown(project: string): Promise<void> {
  const { stdout } = await run("docker", [
    "ps",
    "--all",
    "--quiet",
    "--filter",
    `label=com.docker.compose.project=${project}`,
  ]);
  const ids = stdout.split("\n").filter((id) => id !== "");
  if (ids.length > 0) await run("docker", ["rm", "--force", "--volumes", ...ids]);
  await run("docker", ["network", "rm", `${project}_default`]).catch(() => {});
}

/** Runs one statement as the database's superuser. */
export async function statement(sql: string): Promise<void> {
  const env = { ...process.env, URL: engine().postgres.url("postgres", "here"), SQL: sql };
  await run(process.execPath, [join(import.meta.dirname, "statement.mjs")], { env });
}
