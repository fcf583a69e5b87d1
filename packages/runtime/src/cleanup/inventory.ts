// Reads the inventory that a plan is based on: all objects of the engine, and which image was built on which.
import type { RunOptions, Target } from "@deploy-actions/target";
import { z } from "zod/mini";
import * as docker from "../docker.ts";
import { attempt, parseAnswer } from "../engine.ts";
import { isBuiltOn } from "./ancestry.ts";
import { inParallel } from "./in-parallel.ts";
import { inheritable, judge, type LabelRule } from "./labels.ts";
import { allObjects, type EngineObject, type Image } from "./objects.ts";
import type { Inventory } from "./plan.ts";

/** Always reads containers, images and volumes: containers use objects and own volumes, and labels are inherited from images. */
export async function readInventory(
  target: Target,
  kinds: readonly docker.ObjectKind[],
  rule: LabelRule,
  options?: RunOptions,
): Promise<Inventory> {
  const others: EngineObject[] = [];
  if (kinds.includes("network")) others.push(...(await allObjects(target, "network", options)));
  others.push(...(await allObjects(target, "volume", options)));
  const images = await allObjects(target, "image", options);
  const containers = await allObjects(target, "container", options);
  return {
    containers,
    images: kinds.includes("image") ? await withAncestry(target, images, rule, options) : images,
    others,
  };
}

/** Adds build steps to the images where they matter, and the base images to what each image uses. */
async function withAncestry(
  target: Target,
  images: readonly Image[],
  rule: LabelRule,
  options?: RunOptions,
): Promise<Image[]> {
  const matching = new Set(images.filter((image) => judge(image.labels, rule).verdict === "matches"));
  const related = (image: Image): boolean =>
    [...matching].some(
      (other) =>
        sharesLayers(image, other) || (sharesLayers(other, image) && inheritable(image.labels, rule).length > 0),
    );
  const known = new Map<string, Image>();
  await inParallel(images, async (image) => {
    const matters = matching.has(image) || related(image);
    known.set(image.id, matters ? await withHistory(target, image, options) : image);
  });
  const all = images.map((image) => known.get(image.id) ?? image);
  return all.map((image) => {
    const bases = all.filter((other) => isBuiltOn(image, other)).map(({ id }) => id);
    return { ...image, uses: { ...image.uses, image: [...new Set([...image.uses.image, ...bases])] } };
  });
}

/** Whether `image` starts with all layers of `base`. */
function sharesLayers(image: Image, base: Image): boolean {
  return image.id !== base.id && base.layers.every((layer, index) => image.layers[index] === layer);
}

async function withHistory(target: Target, image: Image, options?: RunOptions): Promise<Image> {
  const { code, stdout } = await attempt(target, docker.history(image.id), options);
  if (code !== 0) return image;
  const lines = stdout.split(/\r?\n/).filter((line) => line !== "");
  const steps = lines.map((line) => parseAnswer(z.string(), line, "docker image history"));
  return { ...image, history: steps.reverse() };
}
