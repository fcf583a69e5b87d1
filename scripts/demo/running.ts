// What runs in each environment at the end, read from the engine and from the apps themselves, not from earlier results. A container
// that does not get healthy fails the demo, whatever its /health answered before.
import { execFile } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import type { Environment } from "./app-port.ts";
import type { Stage } from "./pipeline.ts";
import { StoryError } from "./story-error.ts";

const run = promisify(execFile);

const health = z.object({ status: z.string(), version: z.string(), commit: z.string(), database: z.string() });

export interface Running {
  readonly environment: Environment;
  readonly container: string;
  readonly image: string;
  readonly status: string;
  readonly version: string;
  readonly commit: string;
}

/** The containers of the app's compose projects, each with its answer to /health. */
export async function whatRuns(stage: Stage): Promise<readonly Running[]> {
  const environments: readonly Environment[] = ["dev", "uat", "prod"];
  return Promise.all(
    environments.map(async (environment) => {
      const project = `${stage.app}-${environment}`;
      await untilHealthy(project);
      const [container = "", image = "", status = ""] = await containerFields(
        project,
        "{{.Names}}\t{{.Image}}\t{{.Status}}",
      );
      const answer = health.parse(await (await fetch(`http://127.0.0.1:${stage.ports[environment]}/health`)).json());
      return { environment, container, image, status, version: answer.version, commit: answer.commit };
    }),
  );
}

/** Longer than the sample's own healthcheck takes to recover, on a busy machine too. */
const RECOVERY_LIMIT_MS = 120_000;

/** Waits for the only container of a compose project: one that was unhealthy may still recover, one that is gone does not. */
export async function untilHealthy(project: string, limitMs: number = RECOVERY_LIMIT_MS): Promise<void> {
  for (const until = Date.now() + limitMs; ; await wait(500)) {
    const [name, status = ""] = await containerFields(project, "{{.Names}}\t{{.Status}}");
    if (name === undefined) throw new StoryError(`nothing runs for ${project}: its container is gone`);
    if (status.includes("(healthy)")) return;
    if (Date.now() > until)
      throw new StoryError(`${name} did not get healthy: ${status}. Its healthcheck says: ${await lastCheck(name)}`);
  }
}

async function lastCheck(container: string): Promise<string> {
  const format = "{{with .State.Health}}{{range .Log}}{{.ExitCode}} {{.Output}}\n{{end}}{{end}}";
  const { stdout } = await run("docker", ["inspect", "--format", format, container]);
  return stdout.trim().split("\n").at(-1) || "nothing";
}

/** The fields of the project's container; empty where there is none. */
async function containerFields(project: string, format: string): Promise<readonly string[]> {
  const filter = `label=com.docker.compose.project=${project}`;
  const { stdout } = await run("docker", ["ps", "--no-trunc", "--filter", filter, "--format", format]);
  return stdout.trim().split("\t").filter(Boolean);
}
