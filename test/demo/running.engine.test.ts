// The end of the story waits for containers that are not healthy yet, and does not call one good that never gets there.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, expect, it } from "vitest";
import { untilHealthy } from "../../scripts/demo/running.ts";
import { engine } from "../engine/index.ts";

const run = promisify(execFile);
const e = engine();
const project = `${e.projectPrefix}running`;

async function container(check: string): Promise<void> {
  const labels = ["--label", e.label, "--label", `com.docker.compose.project=${project}`];
  const health = ["--health-cmd", check, "--health-interval", "1s", "--health-retries", "1"];
  await run("docker", [
    "run",
    "--detach",
    "--init",
    "--name",
    project,
    ...labels,
    ...health,
    e.tinyImage,
    "sleep",
    "600",
  ]);
}
afterEach(() => run("docker", ["rm", "--force", project]));

it("waits for one that was unhealthy at first", async () => {
  await container(
    "test -e /tmp/good || { test -e /tmp/once && touch /tmp/good; touch /tmp/once; echo not yet; exit 1; }",
  );
  await untilHealthy(project);
});

it("names one that stays unhealthy, with what its healthcheck says", async () => {
  await container("echo no database; exit 1");
  await expect(untilHealthy(project, 4_000)).rejects.toThrow(new RegExp(`${project} did not get healthy.*no database`));
});

it("says that nothing runs where the container is gone", async () => {
  await container("true");
  await run("docker", ["rm", "--force", project]);
  await expect(untilHealthy(project)).rejects.toThrow(/nothing runs/);
});
