// Guards references at run time where some were given; otherwise finds the workflow files, has them checked, says what was found, and
// fails when something breaks the policy.
import type { Main } from "@deploy-actions/action";
import { matchingFiles } from "@deploy-actions/check/matching-files";
import { type definition, NO_IMAGES } from "./definition.ts";

export const main: Main<typeof definition> = async (context) => {
  const { inputs, environment, failed } = context;
  // An expression that came to nothing is not the same as no `images` at all: the guard must not stand aside for it.
  const leftEmpty = environment.INPUT_IMAGES?.trim() === "";
  if (leftEmpty || inputs.images.join() !== NO_IMAGES) {
    const { guard } = await import("./guard-step.ts");
    return guard(leftEmpty ? [] : inputs.images, context);
  }
  const workspace = environment.GITHUB_WORKSPACE || process.cwd();
  const workflows = matchingFiles(workspace, inputs.paths);
  if (workflows.length === 0) return failed(nothingToCheck(inputs.paths));
  // The grammars are only worth loading once there is something to read.
  const { checkWorkspace } = await import("./check-step.ts");
  return checkWorkspace(workspace, workflows, context);
};

const UNCHANGED = "This step only reads: nothing was deployed or changed.";

function nothingToCheck(patterns: readonly string[]) {
  return {
    happened: `No file matches \`paths\` (${patterns.join(", ")}), so nothing could be checked.`,
    state: UNCHANGED,
    next: "Run actions/checkout before this step, or correct `paths`: they are taken from the workspace's root.",
  };
}
