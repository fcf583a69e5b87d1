// Where docker keeps its configuration on a target.
import { LIMIT, type Target } from "@deploy-actions/target";
import { DOCKER_VARIABLES } from "./docker-command.ts";

/** Read from the target, because its environment differs from this process's on another host. */
export async function configurationFolder(target: Target): Promise<string> {
  const { stdout } = await target.run({
    argv: ["sh", "-c", 'printf %s "${DOCKER_CONFIG:-$HOME/.docker}"'],
    timeoutMs: LIMIT.query,
    inherit: DOCKER_VARIABLES,
  });
  return stdout;
}
