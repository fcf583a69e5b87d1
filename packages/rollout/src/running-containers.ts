// What runs where, read back from the engine, not remembered.
import { type Container, projectName } from "@deploy-actions/runtime";
import type { Target } from "@deploy-actions/target";
import { containersOf } from "./containers.ts";
import type { Setting } from "./context.ts";
import type { Result } from "./result.ts";

export type Serving = Pick<Container, "service" | "name" | "image" | "startedAt"> & { readonly stands: string };

/** Every container of the app in its environment, as the engine said last; none when it cannot be asked. */
export async function servingNow({ target, place, signal }: Setting, { containers: seen }: Result): Promise<Serving[]> {
  const containers = seen ?? (signal.aborted ? [] : await askNow(target, projectName(place.app, place.environment)));
  return containers.map((container) => {
    const { service, name, image, startedAt, status, health, restarts, exitCode } = container;
    const notes = [
      health ?? "",
      restarts > 0 ? `restarts: ${restarts}` : "",
      status === "exited" ? `code ${exitCode}` : "",
    ];
    const stands = [status, ...notes.filter((note) => note !== "")].join(", ");
    return { service, name, image, startedAt, stands };
  });
}

function askNow(target: Target, project: string): Promise<readonly Container[]> {
  return containersOf(target, project, AbortSignal.timeout(5_000)).catch(() => []);
}
