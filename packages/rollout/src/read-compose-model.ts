// Has Compose resolve compose files with their variables filled in.
import { attempt, type ComposeProject, compose, type Model, parseModel } from "@deploy-actions/runtime";
import { composeErrorMessage } from "./compose-error-message.ts";
import type { RolloutContext } from "./context.ts";
import { RolloutError } from "./error.ts";

/** `what` names the files in a message. Throws RolloutError "compose-file" with Compose's error message. */
export async function readComposeModel(
  { target, signal }: RolloutContext,
  project: ComposeProject,
  what: string,
): Promise<Model> {
  const { code, stdout, stderr } = await attempt(target, compose.readModel(project), { signal });
  if (code === 0) return parseModel(stdout);
  throw new RolloutError(
    "compose-file",
    `Compose cannot read ${what} with its variables filled in: ${composeErrorMessage(stderr)}`,
    "Correct the file, or the values in `environment-variables` and `variables`; `docker compose config` reports the same error on any machine.",
  );
}
