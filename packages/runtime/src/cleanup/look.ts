// Takes the picture a plan is made from, and looks again at one object right before it goes.
import type { RunOptions, Target } from "@deploy-actions/target";
import type { ObjectKind } from "../docker.ts";
import { judge, type LabelRule } from "./labels.ts";
import { allObjects, type EngineObject, objects } from "./objects.ts";
import { type Kept, keptByLabels, keptByUse, type Picture, type User } from "./plan.ts";

/** Containers and images are always in the picture: containers use things, images lend their labels. */
export async function look(target: Target, kinds: readonly ObjectKind[], options?: RunOptions): Promise<Picture> {
  const others: EngineObject[] = [];
  for (const kind of kinds)
    if (kind === "volume" || kind === "network") others.push(...(await allObjects(target, kind, options)));
  const images = await allObjects(target, "image", options);
  return { containers: await allObjects(target, "container", options), images, others };
}

export type Now =
  | { readonly state: "gone" }
  | { readonly state: "keep"; readonly kept: Kept }
  | { readonly state: "remove"; readonly object: EngineObject };

/** What is true of a planned object now. `leaving` are the ids of containers that this run removes too, and that therefore keep nothing. */
export async function lookAgain(
  target: Target,
  planned: EngineObject,
  rule: LabelRule,
  leaving: ReadonlySet<string>,
  options?: RunOptions,
): Promise<Now> {
  const [object] = await objects(target, planned.kind, [planned.id], options);
  if (object === undefined) return { state: "gone" };
  // Who uses it comes after what it is: whoever began to use it meanwhile is then seen.
  const users: User[] = await allObjects(target, "container", options);
  if (object.kind === "image") users.push(...(await allObjects(target, "image", options)));
  const kept =
    changed(object, rule) ??
    keptByUse(
      object,
      users.filter(({ id }) => !leaving.has(id)),
    );
  return kept ? { state: "keep", kept } : { state: "remove", object };
}

/** A volume of the same name may be another volume by now. */
function changed(object: EngineObject, rule: LabelRule): Kept | undefined {
  const { verdict } = judge(object.labels, rule);
  if (verdict === "matches") return undefined;
  const why = "its labels changed while this step ran";
  return keptByLabels(object, rule, new Map()) ?? { object, reason: "changed", why };
}
