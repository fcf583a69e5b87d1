// What runs where at the end, read back from the engine and from the apps themselves; nothing of it is remembered.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import type { Environment, Stage } from "./pipeline.ts";

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

/** The containers of the app's compose projects, each with what its /health says. */
export async function whatRuns(stage: Stage): Promise<readonly Running[]> {
  const environments: readonly Environment[] = ["dev", "uat", "prod"];
  return Promise.all(
    environments.map(async (environment) => {
      const format = "{{.Names}}\t{{.Image}}\t{{.Status}}";
      const filter = `label=com.docker.compose.project=${stage.app}-${environment}`;
      const { stdout } = await run("docker", ["ps", "--no-trunc", "--filter", filter, "--format", format]);
      const [container = "nothing", image = "", status = ""] = stdout.trim().split("\t");
      const answer = health.parse(await (await fetch(`http://127.0.0.1:${stage.ports[environment]}/health`)).json());
      return { environment, container, image, status, version: answer.version, commit: answer.commit };
    }),
  );
}
