// A right answer is not the end of it: a release that ends a moment after its first answer must not be committed. So its containers have to
// stay up for one more second, and in that second no restart is forgiven.
import { setTimeout as sleep } from "node:timers/promises";
import { type Container, projectName, standing } from "@deploy-actions/runtime";
import { containersOf, type Failing, failing } from "./containers.ts";
import type { Setting } from "./setting.ts";

const STEADY_MS = 1_000;

/** The containers that did not stay up; none when all is well. */
export async function unsteady({ target, place, signal }: Setting): Promise<Failing[]> {
  const project = projectName(place.app, place.environment);
  const before = await containersOf(target, project, signal);
  await sleep(STEADY_MS, undefined, { signal });
  return fallen(before, await containersOf(target, project, signal));
}

/** Those of `after` that have failed, or have ended and been started again since `before`. */
export function fallen(before: readonly Container[], after: readonly Container[]): Failing[] {
  const failed = failing(after);
  const restarts = new Map(before.map((container) => [container.id, container.restarts]));
  const again = after.filter((one) => one.status === "restarting" || one.restarts > (restarts.get(one.id) ?? 0));
  const others = again.filter((one) => standing(one).is !== "failed");
  return [...failed, ...others.map((container) => ({ container, why: "answered, and then ended" }))];
}
