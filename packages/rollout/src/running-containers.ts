// The containers that run now, read from the engine.
import { type Container, projectName } from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";
import { containersOf } from "./containers.ts";
import type { RolloutContext } from "./context.ts";
import type { Result } from "./result.ts";

export type RunningContainer = Pick<Container, "service" | "name" | "image" | "startedAt"> & { readonly state: string };

/** Every container of the app in its environment; empty if the engine cannot be queried. */
export async function runningContainers(
  { target, location, signal }: RolloutContext,
  { containers: known }: Result,
): Promise<RunningContainer[]> {
  const containers =
    known ?? (signal.aborted ? [] : await queryContainers(target, projectName(location.app, location.environment)));
  return containers.map((container) => {
    const { service, name, image, startedAt, status, health, restarts, exitCode } = container;
    const notes = [
      health ?? "",
      restarts > 0 ? `restarts: ${restarts}` : "",
      status === "exited" ? `code ${exitCode}` : "",
    ];
    const state = [status, ...notes.filter((note) => note !== "")].join(", ");
    return { service, name, image, startedAt, state };
  });
}

function queryContainers(target: Target, project: string): Promise<readonly Container[]> {
  return containersOf(target, project, AbortSignal.timeout(5_000)).catch(() => []);
}
