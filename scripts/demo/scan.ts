// The scan of the demo: Trivy, built once from its Go module. It looks for secrets only, since the database of known
// vulnerabilities comes from a registry that a closed network doesn't reach. Without Go the scan is left out, and says so.
import { goTool } from "../../test/engine/go-tool.ts";
import { type Stage, step } from "./pipeline.ts";

export async function scan(stage: Stage, commit: string): Promise<void> {
  const trivy = await goTool("trivy");
  if ("reason" in trivy) {
    stage.timeline.note(`no scan: ${trivy.reason}`);
    return;
  }
  await step(stage, {
    environment: "dev",
    step: "trivy-fs-scan",
    action: "trivy-fs-scan",
    commit,
    inputs: { scanners: "secret", "trivy-path": trivy.path, "skip-dirs": "node_modules" },
    outcome: ({ outputs }) => `${outputs.total} findings`,
  });
}
