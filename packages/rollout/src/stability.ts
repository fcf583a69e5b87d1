// A right answer is not the end of it: a release that ends a moment after its first answer must not be committed. So its containers have to
// stay up for one more second, and in that time no restart is forgiven.
import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "@deploy-actions/runtime";
import { type Baseline, type Failing, failing, inspected } from "./containers.ts";
import type { Setting } from "./context.ts";

const STEADY_MS = 1_000;
/** Where a restart was forgiven it is looked at for 5 s in all: longer than most loops take to go round. */
const DOUBTFUL_LOOKS = 9;
const BETWEEN_LOOKS_MS = 500;

export type Steadiness = {
  /** The containers that did not stay up; none when all is well. */
  readonly fallen: readonly Failing[];
  /** How they stand now. */
  readonly containers: readonly Container[];
};

/** `ids`: the containers that have to stay up. */
export async function steadiness(
  { target, signal }: Setting,
  ids: readonly string[],
  baseline: Baseline,
): Promise<Steadiness> {
  const look = (): Promise<Container[]> => inspected(target, ids, signal);
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal });
  const [answered] = await Promise.all([look(), pause(STEADY_MS)]);
  const since = new Map(baseline.before.map((container) => [container.id, container.restarts]));
  const isDoubtful = answered.some(({ id, restarts }) => restarts > (since.get(id) ?? 0));
  for (let left = isDoubtful ? DOUBTFUL_LOOKS : 1; ; left -= 1) {
    const containers = await look();
    const found = fallen(answered, containers, baseline);
    if (found.length > 0 || left === 1) return { fallen: found, containers };
    await pause(BETWEEN_LOOKS_MS);
  }
}

/** Those that have failed, were started again since they `answered`, or are gone. */
export function fallen(answered: readonly Container[], after: readonly Container[], baseline: Baseline): Failing[] {
  const failed = failing(after, baseline);
  const restarts = new Map(answered.map((container) => [container.id, container.restarts]));
  const again = after.filter((one) => one.restarts > (restarts.get(one.id) ?? 0));
  const others = again.filter((one) => !failed.some(({ container }) => container.id === one.id));
  const gone = answered.filter(({ id }) => !after.some((one) => one.id === id));
  return [
    ...failed,
    ...others.map((container) => ({ container, why: "answered, and then ended" })),
    ...gone.map((container) => ({ container, why: "answered, and then was removed by somebody else" })),
  ];
}
