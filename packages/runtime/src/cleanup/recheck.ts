// Looks again at one object right before it goes: what it is now, and who uses it by now.
import type { RunOptions, Target } from "@deploy-actions/target";
import type { ObjectKind } from "../docker.ts";
import { judge, type LabelRule } from "./labels.ts";
import { allObjects, type EngineObject, objects } from "./objects.ts";
import { type Kept, keptByLabels, keptByOwnLabels, keptByUse, type Plan, type User } from "./plan.ts";

export type Now =
  | { readonly state: "gone" }
  | { readonly state: "keep"; readonly kept: Kept }
  | { readonly state: "remove"; readonly object: EngineObject };

/** Who uses things of a kind by now. What an image is built on cannot change, so what the plan knows of that stays true. */
export async function usersNow(
  target: Target,
  kind: ObjectKind,
  planned: Plan,
  options?: RunOptions,
): Promise<readonly User[]> {
  const containers = await allObjects(target, "container", options);
  if (kind !== "image") return containers;
  const known = new Map(planned.images.map((image) => [image.id, image]));
  const images = await allObjects(target, "image", options);
  return [...containers, ...images.map((image) => known.get(image.id) ?? image)];
}

/** What is true of a planned object now. `users` are those that stay; the object itself may be among them. */
export async function lookAgain(
  target: Target,
  planned: EngineObject,
  rule: LabelRule,
  users: readonly User[],
  options?: RunOptions,
): Promise<Now> {
  const [object] = await objects(target, planned.kind, [planned.id], options);
  if (object === undefined) return { state: "gone" };
  const kept = changed(planned, object, rule) ?? keptByUse(object, users);
  return kept ? { state: "keep", kept } : { state: "remove", object };
}

/** A volume of the same name may be another volume by now. */
function changed(planned: EngineObject, object: EngineObject, rule: LabelRule): Kept | undefined {
  if (object.kind === "volume" && planned.kind === "volume" && planned.goesWith !== undefined)
    return keptByOwnLabels(object, rule);
  if (judge(object.labels, rule).verdict === "matches") return undefined;
  return keptByLabels(object, rule) ?? { object, reason: "changed", why: "its labels changed while this step ran" };
}
