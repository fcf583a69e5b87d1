// `npm run demo`: the main use case, reported as it happens. Two good releases of the sample app travel dev → UAT → production, a bad
// one fails in dev and is rolled back automatically, production is rolled back by hand, and a cleanup leaves production alone.
// Every step is the shipped bundle, run as the runner runs it, on a real engine with two real registries and PostgreSQL.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./app-port.ts";
import { cleanUp } from "./cleanup.ts";
import { BAD, build, deploy, healthCheck, migrate, promote, push, rollback, type Stage, step } from "./pipeline.ts";
import { whatRuns } from "./running.ts";
import { LEFT_OUT, scan } from "./scan.ts";
import { prepareStage } from "./stage.ts";
import { StoryError } from "./story-error.ts";
import { short } from "./timeline.ts";

const print = (line: string) => console.log(line);

const folder = await mkdtemp(join(tmpdir(), "deploy-actions-demo-"));
try {
  print("Preparing the sample app: a repository with three commits, its dependencies installed.");
  await runStory(await prepareStage(folder, print));
} catch (error) {
  if (!(error instanceof StoryError)) throw error;
  console.error(
    `\nThe demo stopped: ${error.message}\nWhat it started is being removed now. Run it again: npm run demo`,
  );
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function runStory(stage: Stage): Promise<void> {
  const { one, two, bad } = stage.repository.commits;
  if (stage.trivy === undefined) print(LEFT_OUT);
  print("\n    time    env   step                       took   outcome              digest");

  stage.timeline.chapter(`Release one (${one.slice(0, 7)}) travels to production`);
  await travel(stage, one, "1.0.0");
  stage.timeline.chapter(`Release two (${two.slice(0, 7)}) follows, with a migration`);
  await travel(stage, two, "2.0.0");

  stage.timeline.chapter(`Release three (${bad.slice(0, 7)}) never gets healthy`);
  const image = await build(stage, bad, "3.0.0");
  const digest = await push(stage, bad, image);
  await migrate(stage, "dev", bad, digest);
  const { outcome } = await deploy(stage, "dev", bad, digest, BAD);
  if (outcome !== "rolled-back") throw new StoryError(`the bad release ended as ${outcome}, expected rolled-back`);
  await healthCheck(stage, "dev", two);
  stage.timeline.note("release two answers again; the job is red, and UAT and production never saw release three");

  stage.timeline.chapter("Production is rolled back by hand");
  await rollback(stage, "prod", one);
  await healthCheck(stage, "prod", one);

  stage.timeline.chapter("Cleanup of what tests left, next to a running production");
  await cleanUp(stage);

  await showRunning(stage);
}

async function travel(stage: Stage, commit: string, version: string): Promise<void> {
  const image = await build(stage, commit, version);
  await step(stage, { environment: "dev", step: "validate", action: "immutable-tag-validator", commit, inputs: {} });
  await scan(stage, commit);
  const digest = await push(stage, commit, image);
  await arrive(stage, "dev", commit, digest);
  for (const environment of ["uat", "prod"] as const) {
    const promoted = await promote(stage, environment, commit);
    if (promoted !== digest) throw new StoryError(`${environment} would run ${promoted}, dev runs ${digest}`);
    await arrive(stage, environment, commit, promoted);
  }
}

async function arrive(stage: Stage, environment: Environment, commit: string, digest: string): Promise<void> {
  await migrate(stage, environment, commit, digest);
  await deploy(stage, environment, commit, digest);
  await healthCheck(stage, environment, commit);
}

async function showRunning(stage: Stage): Promise<void> {
  print("\nWhat runs now, read back from the engine and from each /health:\n");
  for (const { environment, container, image, status, version, commit } of await whatRuns(stage)) {
    const digest = image.slice(image.indexOf("@") + 1);
    print(`  ${environment.padEnd(5)} ${container}  ${status}`);
    print(`        version ${version}, commit ${commit.slice(0, 7)}, ${short(digest)}`);
  }
}
