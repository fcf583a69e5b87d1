// Decides what a cleanup removes and what it keeps, and why, from a picture of the engine. Pure: the same picture gives the same plan.
import type { ObjectKind } from "../docker.ts";
import { judge, type LabelRule, type Labels, labelText, mayBeInherited } from "./labels.ts";
import type { Container, EngineObject, Image } from "./objects.ts";

/** Why an object stays although it matches, or because it is protected. */
export type KeptReason = "protect-label" | "in-use" | "labels-inherited" | "changed";

export type Kept = { readonly object: EngineObject; readonly reason: KeptReason; readonly why: string };

export type Plan = { readonly remove: readonly EngineObject[]; readonly kept: readonly Kept[] };

/** What can need something else. */
export type User = Container | Image;

export type Picture = {
  readonly containers: readonly Container[];
  readonly images: readonly Image[];
  readonly others: readonly EngineObject[];
};

/** The order in which things can go: what uses before what is used. */
export const ORDER: readonly ObjectKind[] = ["container", "network", "volume", "image"];

/** `kinds` are those that may be removed; the others are still looked at for what they use. */
export function plan({ containers, images, others }: Picture, rule: LabelRule, kinds: readonly ObjectKind[]): Plan {
  const imageLabels = new Map(images.map(({ id, labels }) => [id, labels]));
  const kept: Kept[] = [];
  const matching: EngineObject[] = [];
  for (const object of [...containers, ...images, ...others].filter(({ kind }) => kinds.includes(kind))) {
    const keep = keptByLabels(object, rule, imageLabels);
    if (keep !== undefined) kept.push(keep);
    else if (judge(object.labels, rule).verdict === "matches") matching.push(object);
  }
  return settled(matching, kept, [...containers, ...images]);
}

/** Keeps what something that stays uses, until nothing more follows from that: what is kept keeps what it uses in turn. */
function settled(matching: readonly EngineObject[], kept: readonly Kept[], users: readonly User[]): Plan {
  const leaving = new Set(matching.map(({ id }) => id));
  const inUse = matching.flatMap(
    (object) =>
      keptByUse(
        object,
        users.filter(({ id }) => !leaving.has(id)),
      ) ?? [],
  );
  if (inUse.length === 0) return { remove: inOrder(matching), kept };
  const staying = new Set(inUse.map(({ object }) => object));
  return settled(
    matching.filter((object) => !staying.has(object)),
    [...kept, ...inUse],
    users,
  );
}

/** Why the labels keep this object, or undefined when they don't. An object nobody asked about has no reason to be named. */
export function keptByLabels(
  object: EngineObject,
  rule: LabelRule,
  imageLabels: ReadonlyMap<string, Labels>,
): Kept | undefined {
  const said = judge(object.labels, rule);
  if (said.verdict === "protected")
    return { object, reason: "protect-label", why: `it has the label ${labelText(said.by)}` };
  if (said.verdict === "out-of-scope" || object.kind !== "container") return undefined;

  // The image that is tested is the image that goes to production, so what it says cannot say what a container is for.
  const image = imageLabels.get(object.uses.image[0] ?? "");
  if (image === undefined)
    return {
      object,
      reason: "labels-inherited",
      why: "its image is gone, so nobody can tell whether its labels are its own",
    };
  if (!mayBeInherited(image, rule)) return undefined;
  return {
    object,
    reason: "labels-inherited",
    why: "its image has the same labels, so they may say nothing about this container",
  };
}

/** Why something that stays keeps this object, or undefined. */
export function keptByUse(object: EngineObject, staying: readonly User[]): Kept | undefined {
  const user = staying.find((other) => other.id !== object.id && uses(other, object));
  if (user === undefined) return undefined;
  const why = user.kind === "image" ? `the image ${user.name} is built on it` : `the container ${user.name} uses it`;
  return { object, reason: "in-use", why };
}

export function uses(user: User, object: EngineObject): boolean {
  return user.uses[object.kind].some((name) => name === object.id || name === object.name);
}

function inOrder(objects: readonly EngineObject[]): EngineObject[] {
  return objects.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}
