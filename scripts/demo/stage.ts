// What the demo needs: the sample app's repository with its dependencies and copies of the callers, and ports.
import { copyFile, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { sampleRepository } from "../../test/e2e/sample-repository.ts";
import { engine } from "../../test/engine/index.ts";
import { chooseAppPorts } from "./app-port.ts";
import type { Stage } from "./pipeline.ts";
import { sampleDependencies } from "./sample-dependencies.ts";
import { findTrivy } from "./scan.ts";
import { timeline } from "./timeline.ts";

/** Everything is made in `folder`, which the caller removes. Needs a running session of the engine. */
export async function prepareStage(folder: string, print: (line: string) => void): Promise<Stage> {
  const running = engine();
  const [repository, modules] = await Promise.all([
    sampleRepository(join(folder, "sample-app"), copyWorkflows),
    sampleDependencies(),
  ]);
  await symlink(modules, join(repository.folder, "node_modules"));
  return {
    engine: running,
    repository,
    timeline: timeline(print),
    trivy: await findTrivy(),
    app: `${running.projectPrefix}sample`,
    stateDir: join(folder, "state"),
    ports: await chooseAppPorts(),
  };
}

/** Copies the reference callers, as a team would: the validator reads them. */
async function copyWorkflows(repository: string): Promise<void> {
  const workflows = join(repository, ".github/workflows");
  await mkdir(workflows, { recursive: true });
  for (const name of ["dev.yml", "uat.yml", "prod.yml"]) {
    await copyFile(join(import.meta.dirname, "../../.github/workflows", name), join(workflows, name));
  }
}
