// Decides what a cleanup removes and what it keeps, and why, from a picture of the engine. Pure: the same picture gives the same plan.
import type { ObjectKind } from "../docker.ts";
import { inheritedLabel } from "./ancestry.ts";
import { type KeepImages, keptByName } from "./keep-images.ts";
import { inheritable, judge, type LabelRule, type Labels, labelText } from "./labels.ts";
import { type Container, type EngineObject, EVERYTHING, type Image, type Volume } from "./objects.ts";

/** Why an object stays although it matches, or because it is protected. */
export type KeptReason =
  | "protect-label"
  | "in-use"
  | "labels-inherited"
  | "own-labels"
  | "kept-image"
  | "ledger-unreadable"
  | "unreadable"
  | "changed";

export type Kept = { readonly object: EngineObject; readonly reason: KeptReason; readonly why: string };

export type Plan = {
  readonly remove: readonly EngineObject[];
  readonly kept: readonly Kept[];
  /** All images, with what each is built on. */
  readonly images: readonly Image[];
};

/** What can need something else. */
export type User = Container | Image;

export type Picture = {
  readonly containers: readonly Container[];
  readonly images: readonly Image[];
  readonly others: readonly EngineObject[];
};

/** The order in which things can go: what uses before what is used. */
export const ORDER: readonly ObjectKind[] = ["container", "network", "volume", "image"];

/** `kinds` are those that may be removed; the others are still looked at for what they use. `keep` names images that stay in any case. */
export function plan(
  { containers, images, others }: Picture,
  rule: LabelRule,
  kinds: readonly ObjectKind[],
  keep: KeepImages = { named: [] },
): Plan {
  const kept: Kept[] = [];
  const matching: EngineObject[] = [];
  for (const object of [...containers, ...images, ...others].filter(({ kind }) => kinds.includes(kind))) {
    const stays = keptByLabels(object, rule) ?? keptByInheritance(object, rule, images);
    if (stays !== undefined) kept.push(stays);
    else if (judge(object.labels, rule).verdict === "matches") {
      const named = object.kind === "image" ? keptByName(object, keep) : undefined;
      if (named === undefined) matching.push(object);
      else kept.push({ object, ...named });
    }
  }
  const users = [...containers, ...images];
  return { ...withVolumes(settled(matching, kept, users), others, users, rule), images };
}

type Decided = Omit<Plan, "images">;

/**
 * Adds the volumes that the engine made for containers that go. Nobody ever named them and nobody will find them again, so they go too,
 * unless their own labels, or others that use them, say no.
 */
function withVolumes(
  { remove, kept }: Decided,
  others: readonly EngineObject[],
  users: readonly User[],
  rule: LabelRule,
): Decided {
  const owners = new Map(
    remove.flatMap((object) =>
      object.kind === "container" ? object.anonymous.map((name) => [name, object.name] as const) : [],
    ),
  );
  const decided = new Set([...remove, ...kept.map(({ object }) => object)]);
  const leaving = new Set(remove.map(({ id }) => id));
  const staying = users.filter(({ id }) => !leaving.has(id));
  const also: Volume[] = [];
  const stay: Kept[] = [];
  for (const volume of others) {
    const goesWith = owners.get(volume.name);
    if (volume.kind !== "volume" || goesWith === undefined || decided.has(volume)) continue;
    const keeps = keptByOwnLabels(volume, rule) ?? keptByUse(volume, staying);
    if (keeps === undefined) also.push({ ...volume, goesWith });
    else stay.push(keeps);
  }
  return { remove: inOrder([...remove, ...also]), kept: [...kept, ...stay] };
}

/** Keeps what something that stays uses, until nothing more follows from that: what is kept keeps what it uses in turn. */
function settled(matching: readonly EngineObject[], kept: readonly Kept[], users: readonly User[]): Decided {
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

/** Why its labels keep this object, known or not, or undefined when they don't. An object nobody asked about has no reason to be named. */
export function keptByLabels(object: EngineObject, rule: LabelRule): Kept | undefined {
  if (object.unreadable !== undefined) return { object, reason: "unreadable", why: object.unreadable };
  const said = judge(object.labels, rule);
  if (said.verdict !== "protected") return undefined;
  return { object, reason: "protect-label", why: `it has the label ${labelText(said.by)}` };
}

/** Why a volume stays that would go with its container: labels that somebody gave it count as those of any other volume do. */
export function keptByOwnLabels(volume: Volume, rule: LabelRule): Kept | undefined {
  const own = Object.keys(volume.labels).filter((key) => key !== "com.docker.volume.anonymous");
  if (own.length === 0 || judge(volume.labels, rule).verdict === "matches") return undefined;
  const why = `it has labels of its own (${own.join(", ")}) that do not ask for its removal`;
  return keptByLabels(volume, rule) ?? { object: volume, reason: "own-labels", why };
}

/** The image that is tested is the image that goes to production, so what it says cannot say what a container, or another image, is for. */
function keptByInheritance(object: EngineObject, rule: LabelRule, images: readonly Image[]): Kept | undefined {
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
  if (labels === undefined)
    return "its image is gone or cannot be read, so nobody can tell whether its labels are its own";
  const [label] = inheritable(labels, rule);
  return label === undefined
    ? undefined
    : `its image has the label ${labelText(label)} too, so that label may say nothing about this container`;
}

/** Why something that stays keeps this object, or undefined. */
export function keptByUse(object: EngineObject, staying: readonly User[]): Kept | undefined {
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
