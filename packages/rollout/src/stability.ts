// Checks that the containers stay up after the probe succeeded, so that a release that crashes right after its first answer is not committed.
// They must run for one more second without a restart.
import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "@deploy-actions/runtime";
import { type Baseline, type FailedContainer, failedContainers, inspectContainers } from "./containers.ts";
import type { RolloutContext } from "./context.ts";

const STABLE_MS = 1_000;
/** After an allowed restart the check lasts 5 s in total, which is longer than one round of most crash loops. */
const CHECKS_AFTER_RESTART = 9;
const CHECK_INTERVAL_MS = 500;

export type Stability = {
  /** The containers that did not stay up. */
  readonly unstableContainers: readonly FailedContainer[];
  /** Their state at the end of the check. */
  readonly containers: readonly Container[];
};

/** `ids`: the containers that must stay up. */
export async function checkStability(
  { target, signal }: RolloutContext,
  ids: readonly string[],
  baseline: Baseline,
): Promise<Stability> {
  const inspect = (): Promise<Container[]> => inspectContainers(target, ids, signal);
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal });
  const [answered] = await Promise.all([inspect(), pause(STABLE_MS)]);
  const restartsBefore = new Map(baseline.before.map((container) => [container.id, container.restarts]));
  const hasRestarted = answered.some(({ id, restarts }) => restarts > (restartsBefore.get(id) ?? 0));
  for (let left = hasRestarted ? CHECKS_AFTER_RESTART : 1; ; left -= 1) {
    const containers = await inspect();
    const found = unstableContainers(answered, containers, baseline);
    if (found.length > 0 || left === 1) return { unstableContainers: found, containers };
    await pause(CHECK_INTERVAL_MS);
  }
}

/** Containers that failed, restarted or disappeared since the state in `answered`. */
export function unstableContainers(
  answered: readonly Container[],
  after: readonly Container[],
  baseline: Baseline,
): FailedContainer[] {
  const failed = failedContainers(after, baseline);
  const restarts = new Map(answered.map((container) => [container.id, container.restarts]));
  const restarted = after.filter((one) => one.restarts > (restarts.get(one.id) ?? 0));
  const others = restarted.filter((one) => !failed.some(({ container }) => container.id === one.id));
  const removed = answered.filter(({ id }) => !after.some((one) => one.id === id));
  return [
    ...failed,
    ...others.map((container) => ({ container, why: "was healthy and then exited" })),
    ...removed.map((container) => ({ container, why: "was healthy and then was removed by another process" })),
  ];
}
