// The shipped action with a real engine: the sample app's migrations in containers of its image, pulled with a login, in a separate network;
// and cancellation by the runner during a migration.
import { formatReference } from "@deploy-actions/image";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newDatabase } from "../../../packages/migrate/test/engine-fixtures.ts";
import { type Python, pythonWithPackages } from "../../../packages/migrate/test/python.ts";
import { removeFromEngine, type SampleReleases, sampleReleases } from "../../../packages/migrate/test/sample-image.ts";
import { engine } from "../../../test/engine/index.ts";
import { run } from "../../../test/engine/program.ts";
import { runAction } from "../../../test/harness/index.ts";

const network = `migrate-action-${process.pid}`;
const { registries, dockerHost, dockerConfig, label } = engine();
let python: Python;
let releases: SampleReleases;
let url: string;

beforeAll(async () => {
  python = await pythonWithPackages();
  releases = await sampleReleases();
  await run(["docker", "network", "create", "--label", label, network]);
});
afterAll(() => run(["docker", "network", "rm", network]));
beforeEach(async () => {
  url = await newDatabase(python, "action", "containers");
});

function migrate(release: keyof SampleReleases, more: Parameters<typeof runAction>[1] = {}) {
  return runAction("migrate", {
    env: { DOCKER_HOST: dockerHost, DOCKER_CONFIG: dockerConfig.anonymous },
    inputs: {
      command: "node migrate.mjs up",
      "head-command": "node migrate.mjs head",
      image: formatReference(releases[release]),
      network,
      "environment-variables": `DB_URL=${url}`,
      "registry-username": registries.ghcr.username,
      "registry-password": registries.ghcr.password,
    },
    ...more,
  });
}

const leftovers = async () =>
  (await run(["docker", "ps", "--all", "--quiet", "--filter", `network=${network}`])).trim();

test("pulls with the login, applies, and changes nothing the second time; no secret and no container is left", async () => {
  await removeFromEngine(releases.one);
  const first = await migrate("one");
  expect(first.outputs).toEqual({ changed: "true", "head-before": "none", "head-after": "0001_create-notes" });
  expect(first.leftInTemp).toEqual([]);
  for (const secret of [engine().postgres.password, registries.ghcr.password]) expect(first.log).not.toContain(secret);
  const second = await migrate("one");
  expect(second.outputs).toEqual({
    changed: "false",
    "head-before": "0001_create-notes",
    "head-after": "0001_create-notes",
  });
  expect(await leftovers()).toBe("");
});

test("a broken migration fails the step and reports that the head is unchanged", async () => {
  const { exitCode, outputs, annotations } = await migrate("broken");
  expect(exitCode).toBe(1);
  expect(outputs).toEqual({ changed: "false", "head-before": "none", "head-after": "none" });
  expect(annotations[0]?.message).toMatch(/"nowhere" does not exist.*State: The head is still none/s);
  expect(await leftovers()).toBe("");
});

test("cancelled by the runner during a migration: the container is removed before the second signal", async () => {
  const { exitCode, cancelled, annotations } = await migrate("slow", { cancel: { whenLogged: "0003_third" } });
  expect(exitCode).toBe(1);
  expect(cancelled?.sent).toEqual(["SIGINT"]);
  expect(annotations[0]?.message).toMatch(/`node migrate\.mjs up` was stopped because the run was cancelled/);
  expect(await leftovers()).toBe("");
});
