// Steps of the demo when something goes wrong: a port that another program takes between choosing and starting, and a migration that fails.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { chooseAppPorts } from "../../scripts/demo/app-port.ts";
import { build, deploy, healthCheck, migrate, push, type Stage } from "../../scripts/demo/pipeline.ts";
import { timeline } from "../../scripts/demo/timeline.ts";
import { sampleRepository } from "../e2e/sample-repository.ts";
import { engine } from "../engine/index.ts";

let folder: string;
let stage: Stage;
let image: string;
let digest: string;
const printed: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "demo-steps-"));
  const running = engine();
  const repository = await sampleRepository(join(folder, "sample-app"));
  await promisify(execFile)("npm", ["ci", "--silent", "--prefer-offline"], { cwd: repository.folder });
  stage = {
    engine: running,
    repository,
    timeline: timeline((line) => void printed.push(line)),
    trivy: undefined,
    app: `${running.projectPrefix}steps`,
    stateDir: join(folder, "state"),
    ports: await chooseAppPorts(),
  };
  image = await build(stage, repository.commits.one, "1.0.0");
  digest = await push(stage, repository.commits.one, image);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("says that a migration failed, and why", async () => {
  const { engine: running, repository } = stage;
  const unreachable = { ...running, postgres: { ...running.postgres, url: () => "postgres://a:b@127.0.0.1:1/none" } };
  const failing = migrate({ ...stage, engine: unreachable }, "dev", repository.commits.one, digest);
  await expect(failing).rejects.toThrow(/ECONNREFUSED/);
  expect(printed.at(-1)).toContain("FAILED with 1");
  expect(printed.at(-1)).not.toContain("no change");
});

it("takes another port where another program has taken the chosen one meanwhile", async () => {
  const { commits } = stage.repository;
  await migrate(stage, "dev", commits.one, digest);
  const chosen = stage.ports.dev;
  const other = createServer().listen(chosen, "127.0.0.1");
  await once(other, "listening");
  try {
    const { outcome } = await deploy(stage, "dev", commits.one, digest);
    expect(outcome).toBe("deployed");
    expect(stage.ports.dev).not.toBe(chosen);
    expect(printed.join("\n")).toContain(`another program has taken port ${chosen}`);
    await healthCheck(stage, "dev", commits.one);
  } finally {
    other.close();
  }
});
