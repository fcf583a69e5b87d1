// Checks the references in `images` if given; otherwise finds and checks the workflow files. Fails if anything breaks the policy.
import type { Main } from "@deploy-actions/action";
import { matchingFiles } from "@deploy-actions/check/matching-files";
import { type definition, NO_IMAGES } from "./definition.ts";

export const main: Main<typeof definition> = async (context) => {
  const { inputs, environment, failed } = context;
  // An expression that evaluates to nothing is not the same as an omitted `images`: the check must not be skipped for it.
  const leftEmpty = environment.INPUT_IMAGES?.trim() === "";
  if (leftEmpty || inputs.images.join() !== NO_IMAGES) {
    const { checkReferences } = await import("./references-step.ts");
    return checkReferences(leftEmpty ? [] : inputs.images, context);
  }
  if (environment["INPUT_POLICY-FROM"]?.trim() === "") return failed(noPolicySource());
  const workspace = environment.GITHUB_WORKSPACE || process.cwd();
  const workflows = matchingFiles(workspace, inputs.paths);
  if (workflows.length === 0) return failed(nothingToCheck(inputs.paths));
  // Loading the parsers is only worthwhile if there is something to read.
  const { checkWorkspace } = await import("./check-step.ts");
  return checkWorkspace(workspace, workflows, context);
};

const UNCHANGED = "This step only reads: nothing was deployed or changed.";

/** The runner fills in the default if the input is omitted, so that an empty one is an expression without a value. */
function noPolicySource() {
  return {
    happened: "`policy-from` is empty: the expression in it has no value, so it is not known whose policy applies.",
    state: UNCHANGED,
    next: "Write policy-from: base or policy-from: head, or correct the expression.",
  };
}

function nothingToCheck(patterns: readonly string[]) {
  return {
    happened: `No file matches \`paths\` (${patterns.join(", ")}), so nothing was checked.`,
    state: UNCHANGED,
    next: "Run actions/checkout before this step, or correct `paths`: they are relative to the workspace root.",
  };
}
