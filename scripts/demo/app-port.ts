// The port on which an environment of the demo publishes its app. It was free when it was chosen; if another program has taken
// it by the time the container starts, another one is chosen and the step runs again.
import { freePort, isTaken } from "../../test/engine/port.ts";
import type { ActionResult } from "../../test/harness/index.ts";

export type Environment = "dev" | "uat" | "prod";

export type AppPorts = Record<Environment, number>;

const TRIES = 3;

export async function chooseAppPorts(): Promise<AppPorts> {
  return { dev: await freePort(), uat: await freePort(), prod: await freePort() };
}

/** Runs `attempt`, which reads the environment's port from `ports`, until it does not end on a port that is taken. */
export async function onAppPort(
  ports: AppPorts,
  environment: Environment,
  note: (line: string) => void,
  attempt: () => Promise<ActionResult>,
): Promise<ActionResult> {
  for (let left = TRIES; ; left--) {
    const result = await attempt();
    if (result.exitCode === 0 || left === 1 || !isTaken(result.log)) return result;
    const taken = ports[environment];
    ports[environment] = await freePort();
    note(`another program has taken port ${taken} meanwhile: ${environment} is tried on ${ports[environment]}`);
  }
}
