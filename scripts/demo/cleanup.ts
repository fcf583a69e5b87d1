// The demo's last step: removes objects that a test run left, while production keeps running next to them.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Stage, step } from "./pipeline.ts";
import { StoryError } from "./story-error.ts";

const run = promisify(execFile);

export async function cleanUp(stage: Stage): Promise<void> {
  const { engine, app, repository } = stage;
  // The session's own label is part of the match: on an engine that others use, only what this demo made can go.
  const labels = ["environment=testing", "managed-by=ci", engine.label];
  const given = labels.flatMap((label) => ["--label", label]);
  await docker("volume", "create", ...given, `${app}-test-data`);
  await docker("network", "create", ...given, `${app}-test-net`);
  await docker(
    "run",
    "--detach",
    "--init",
    ...given,
    "--name",
    `${app}-test-1`,
    "--network",
    `${app}-test-net`,
    engine.tinyImage,
    "sleep",
    "600",
  );
  await docker(
    "create",
    ...given,
    "--name",
    `${app}-test-2`,
    "--volume",
    `${app}-test-data:/data`,
    engine.tinyImage,
    "true",
  );

  const production = await containerOf(`${app}-prod`);
  await step(stage, {
    environment: "",
    step: "label-safe-cleanup",
    action: "label-safe-cleanup",
    commit: repository.commits.two,
    inputs: { "match-labels": labels.join("\n") },
    outcome: ({ outputs }) =>
      `${outputs["containers-removed"]} containers, ${outputs["volumes-removed"]} volume, ${outputs["networks-removed"]} network`,
  });
  if ((await containerOf(`${app}-prod`)) !== production) throw new StoryError("the cleanup touched production");
  const left = await docker("ps", "--all", "--quiet", "--filter", `name=^${app}-test-`);
  if (left !== "") throw new StoryError(`the cleanup left ${left}`);
}

const containerOf = (project: string) =>
  docker("ps", "--quiet", "--filter", `label=com.docker.compose.project=${project}`);

async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run("docker", args);
  return stdout.trim();
}
