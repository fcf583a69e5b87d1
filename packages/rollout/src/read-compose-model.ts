// Has Compose resolve compose files with their variables filled in.
import { attempt, type ComposeProject, compose, type Model, parseModel } from "@deploy-actions/runtime";
import { TargetError } from "@deploy-actions/target";
import { composeErrorMessage } from "./compose-error-message.ts";
import type { RolloutContext } from "./context.ts";
import { RolloutError } from "./error.ts";

/** `what` names the files in a message. Throws RolloutError "compose-file" with Compose's error message. */
export async function readComposeModel(
  { target, signal }: Pick<RolloutContext, "target" | "signal">,
  project: ComposeProject,
  what: string,
): Promise<Model> {
  const { code, stdout, stderr } = await attempt(target, compose.readModel(project), { signal }).catch(
    (error: unknown) => {
      throw tooMuchOf(error, what) ?? error;
    },
  );
  if (code === 0) return parseModel(stdout);
  throw new RolloutError(
    "compose-file",
    `Compose cannot read ${what} with its variables filled in: ${composeErrorMessage(stderr)}`,
    "Correct the file, or the values in `environment-variables` and `variables`; `docker compose config` reports the same error on any machine.",
  );
}

const TOO_MUCH: Readonly<Record<string, string>> = {
  timeout: "within the time limit",
  "too-much-memory": "within the memory limit",
  "too-much-output": "because what it expands into is too large",
};

/** The error for a file that Compose was stopped from reading, such as one in which a few lines refer to each other a million times. */
function tooMuchOf(error: unknown, what: string): RolloutError | undefined {
  const limit = error instanceof TargetError ? TOO_MUCH[error.reason] : undefined;
  if (limit === undefined || !(error instanceof Error)) return undefined;
  return new RolloutError(
    "compose-file",
    `Compose could not read ${what} ${limit}: ${error.message}`,
    "Look for YAML anchors and aliases that repeat each other, and for an `include` or `extends` of something enormous.",
  );
}
