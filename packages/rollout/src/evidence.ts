// Collects the state and the last log lines of a failed release's containers before they are replaced.
import { attempt, type Container, compose } from "@deploy-actions/runtime";
import type { RolloutContext } from "./context.ts";

/** The state and log of one container, as text. */
export type Evidence = { readonly title: string; readonly lines: readonly string[] };

const LAST_LINES = 25;
const MAX_CONTAINERS = 5;

/** Never rejects. */
export async function gatherEvidence(
  { target, signal }: RolloutContext,
  suspects: readonly Container[],
): Promise<Evidence[]> {
  const chosen = suspects.slice(0, MAX_CONTAINERS);
  return Promise.all(
    chosen.map(async (container) => {
      const logs = await attempt(target, compose.containerLogs(container.id, LAST_LINES), {
        signal,
        timeoutMs: 5_000,
      }).catch(() => undefined);
      const text = logs === undefined ? "(its log could not be read)" : `${logs.stdout}${logs.stderr}`.trimEnd();
      const health = container.healthOutput === undefined ? [] : [`last failed healthcheck: ${container.healthOutput}`];
      return {
        title: title(container),
        lines: [...health, ...(text === "" ? ["(it printed nothing)"] : text.split("\n"))],
      };
    }),
  );
}

function title(container: Container): string {
  const { name, image, status, exitCode, outOfMemory, restarts, health } = container;
  const ended = status === "exited" || status === "restarting" || status === "dead";
  return [
    `${name} (${image}): ${status}`,
    health === undefined ? "" : `health ${health}`,
    ended ? `exit code ${exitCode}` : "",
    outOfMemory ? "out of memory" : "",
    restarts > 0 ? `${restarts} restarts` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
