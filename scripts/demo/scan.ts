// The scan of the demo, with a Trivy that is on PATH or that an earlier `npm test` built; the demo itself builds none, which would
// take a quarter of an hour. It looks for secrets only, since the database of known vulnerabilities comes from a registry that is not
// reachable from a closed network.
import { stat } from "node:fs/promises";
import { delimiter, resolve } from "node:path";
import { builtGoTool } from "../../test/engine/go-tool.ts";
import { type Stage, step } from "./pipeline.ts";

export const LEFT_OUT =
  "The scan step is skipped: there is no Trivy on PATH. Install it (https://trivy.dev/docs/latest/getting-started/installation/), or run `npm test` with Go on PATH, which builds one.";

export async function findTrivy(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  for (const folder of (env.PATH ?? "").split(delimiter)) {
    const path = resolve(folder, "trivy");
    const isProgram = await stat(path).then(
      (found) => found.isFile() && (found.mode & 0o111) !== 0,
      () => false,
    );
    if (isProgram) return path;
  }
  return builtGoTool("trivy");
}

export async function scan(stage: Stage, commit: string): Promise<void> {
  if (stage.trivy === undefined) return;
  await step(stage, {
    environment: "dev",
    step: "trivy-fs-scan",
    action: "trivy-fs-scan",
    commit,
    inputs: { scanners: "secret", "trivy-path": stage.trivy, "skip-dirs": "node_modules" },
    outcome: ({ outputs }) => `${outputs.total} findings`,
  });
}
