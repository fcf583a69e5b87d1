// Rechecks one object right before its removal: its current state, and whether something uses it now.
import type { RunOptions, Target } from "@deploy-actions/target";
import type { ObjectKind } from "../docker.ts";
import { judge, type LabelRule } from "./labels.ts";
import { allObjects, type EngineObject, objects } from "./objects.ts";
import { type KeptObject, keptByLabels, keptByOwnLabels, keptByUse, type Plan, type User } from "./plan.ts";

export type RecheckResult =
  | { readonly state: "gone" }
  | { readonly state: "keep"; readonly kept: KeptObject }
  | { readonly state: "remove"; readonly object: EngineObject };

/** The current users of objects of a kind. An image's bases cannot change, so they are taken from the plan. */
export async function currentUsers(
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

/** `users` are the objects that stay; the object itself may be among them. */
export async function recheck(
  target: Target,
  planned: EngineObject,
  rule: LabelRule,
  users: readonly User[],
  options?: RunOptions,
): Promise<RecheckResult> {
  const [object] = await objects(target, planned.kind, [planned.id], options);
  if (object === undefined) return { state: "gone" };
  const kept = changed(planned, object, rule) ?? keptByUse(object, users);
  return kept ? { state: "keep", kept } : { state: "remove", object };
}

/** A volume with the same name may have been recreated since. */
function changed(planned: EngineObject, object: EngineObject, rule: LabelRule): KeptObject | undefined {
  if (object.kind === "volume" && planned.kind === "volume" && planned.goesWith !== undefined)
    return keptByOwnLabels(object, rule);
  if (judge(object.labels, rule).verdict === "matches") return undefined;
  return keptByLabels(object, rule) ?? { object, reason: "changed", why: "its labels changed while this step ran" };
}
