// Decides from an inventory what a cleanup removes and what it keeps, and why. Pure.
import type { ObjectKind } from "../docker.ts";
import { inheritedLabel } from "./ancestry.ts";
import { type KeepImages, keptByName } from "./keep-images.ts";
import { inheritable, judge, type LabelRule, type Labels, labelText } from "./labels.ts";
import { type Container, type EngineObject, EVERYTHING, type Image, type Volume } from "./objects.ts";

/** Why an object that matches is kept, or that it is protected. */
export type KeptReason =
  | "protect-label"
  | "in-use"
  | "labels-inherited"
  | "own-labels"
  | "kept-image"
  | "ledger-unreadable"
  | "unreadable"
  | "changed";

export type KeptObject = { readonly object: EngineObject; readonly reason: KeptReason; readonly why: string };

export type Plan = {
  readonly remove: readonly EngineObject[];
  readonly kept: readonly KeptObject[];
  /** All images, with their bases. */
  readonly images: readonly Image[];
};

/** An object that can use others. */
export type User = Container | Image;

export type Inventory = {
  readonly containers: readonly Container[];
  readonly images: readonly Image[];
  readonly others: readonly EngineObject[];
};

/** The removal order: users before what they use. */
export const ORDER: readonly ObjectKind[] = ["container", "network", "volume", "image"];

/** Only `kinds` are removed, but all objects count as users. `keep` lists images that are always kept. */
export function plan(
  { containers, images, others }: Inventory,
  rule: LabelRule,
  kinds: readonly ObjectKind[],
  keep: KeepImages = { named: [] },
): Plan {
  const kept: KeptObject[] = [];
  const matching: EngineObject[] = [];
  for (const object of [...containers, ...images, ...others].filter(({ kind }) => kinds.includes(kind))) {
    const keptObject = keptByLabels(object, rule) ?? keptByInheritance(object, rule, images);
    if (keptObject !== undefined) kept.push(keptObject);
    else if (judge(object.labels, rule).verdict === "matches") {
      const named = object.kind === "image" ? keptByName(object, keep) : undefined;
      if (named === undefined) matching.push(object);
      else kept.push({ object, ...named });
    }
  }
  const users = [...containers, ...images];
  return { ...withVolumes(keepUsedObjects(matching, kept, users), others, users, rule), images };
}

type Decision = Omit<Plan, "images">;

/**
 * Adds the anonymous volumes of the removed containers, which would be unreachable afterwards, unless their own labels or another user keep
 * them.
 */
function withVolumes(
  { remove, kept }: Decision,
  others: readonly EngineObject[],
  users: readonly User[],
  rule: LabelRule,
): Decision {
  const owners = new Map(
    remove.flatMap((object) =>
      object.kind === "container" ? object.anonymous.map((name) => [name, object.name] as const) : [],
    ),
  );
  const decided = new Set([...remove, ...kept.map(({ object }) => object)]);
  const leaving = new Set(remove.map(({ id }) => id));
  const staying = users.filter(({ id }) => !leaving.has(id));
  const removedVolumes: Volume[] = [];
  const keptVolumes: KeptObject[] = [];
  for (const volume of others) {
    const goesWith = owners.get(volume.name);
    if (volume.kind !== "volume" || goesWith === undefined || decided.has(volume)) continue;
    const keptVolume = keptByOwnLabels(volume, rule) ?? keptByUse(volume, staying);
    if (keptVolume === undefined) removedVolumes.push({ ...volume, goesWith });
    else keptVolumes.push(keptVolume);
  }
  return { remove: inOrder([...remove, ...removedVolumes]), kept: [...kept, ...keptVolumes] };
}

/** Keeps objects that a kept object uses, recursively. */
function keepUsedObjects(
  matching: readonly EngineObject[],
  kept: readonly KeptObject[],
  users: readonly User[],
): Decision {
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
  return keepUsedObjects(
    matching.filter((object) => !staying.has(object)),
    [...kept, ...inUse],
    users,
  );
}

/** Why an object is protected or unreadable; undefined otherwise. */
export function keptByLabels(object: EngineObject, rule: LabelRule): KeptObject | undefined {
  if (object.unreadable !== undefined) return { object, reason: "unreadable", why: object.unreadable };
  const result = judge(object.labels, rule);
  if (result.verdict !== "protected") return undefined;
  return { object, reason: "protect-label", why: `it has the label ${labelText(result.by)}` };
}

/** Why an anonymous volume is kept when its container is removed: its own labels count as for any other volume. */
export function keptByOwnLabels(volume: Volume, rule: LabelRule): KeptObject | undefined {
  const own = Object.keys(volume.labels).filter((key) => key !== "com.docker.volume.anonymous");
  if (own.length === 0 || judge(volume.labels, rule).verdict === "matches") return undefined;
  const why = `it has its own labels (${own.join(", ")}), which do not match`;
  return keptByLabels(volume, rule) ?? { object: volume, reason: "own-labels", why };
}

/** The tested image also goes to production, so labels inherited from an image say nothing about a container or another image. */
function keptByInheritance(object: EngineObject, rule: LabelRule, images: readonly Image[]): KeptObject | undefined {
  if (judge(object.labels, rule).verdict !== "matches") return undefined;
  const used = images.filter((image) => "uses" in object && object.uses.image.includes(image.id));
  const why =
    object.kind === "container"
      ? inheritedFromImage(used.find(({ unreadable }) => unreadable === undefined)?.labels, rule)
      : object.kind === "image"
        ? inheritedLabel(object, used, rule)
        : undefined;
  return why === undefined ? undefined : { object, reason: "labels-inherited", why };
}

function inheritedFromImage(labels: Labels | undefined, rule: LabelRule): string | undefined {
  if (labels === undefined) return "its image no longer exists or cannot be read, so its labels may be inherited";
  const [label] = inheritable(labels, rule);
  return label === undefined ? undefined : `its image also has the label ${labelText(label)}, so it may be inherited`;
}

/** Why an object is in use by one of those that stay, or undefined. */
export function keptByUse(object: EngineObject, staying: readonly User[]): KeptObject | undefined {
  const user = staying.find((other) => other.id !== object.id && uses(other, object));
  if (user === undefined) return undefined;
  if (user.unreadable !== undefined)
    return { object, reason: "in-use", why: `the ${user.kind} ${user.name} cannot be read and may use it` };
  const why = user.kind === "image" ? `the image ${user.name} is built on it` : `the container ${user.name} uses it`;
  return { object, reason: "in-use", why };
}

export function uses(user: User, object: EngineObject): boolean {
  return user.uses[object.kind].some((name) => name === object.id || name === object.name || name === EVERYTHING);
}

function inOrder(objects: readonly EngineObject[]): EngineObject[] {
  return objects.toSorted((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind));
}
