// Takes the picture a plan is made from: everything the engine keeps, with what was built on what.
import type { RunOptions, Target } from "@deploy-actions/target";
import { z } from "zod/mini";
import * as docker from "../docker.ts";
import { attempt, parseAnswer } from "../engine.ts";
import { isBuiltOn } from "./ancestry.ts";
import { inParallel } from "./in-parallel.ts";
import { inheritable, judge, type LabelRule } from "./labels.ts";
import { allObjects, type EngineObject, type Image } from "./objects.ts";
import type { Picture } from "./plan.ts";

/** Containers, images and volumes are always in the picture: containers use things and own volumes, images lend their labels. */
export async function look(
  target: Target,
  kinds: readonly docker.ObjectKind[],
  rule: LabelRule,
  options?: RunOptions,
): Promise<Picture> {
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

/** Images with their build steps, where these matter, and with all that they are built on among what they use. */
async function withAncestry(
  target: Target,
  images: readonly Image[],
  rule: LabelRule,
  options?: RunOptions,
): Promise<Image[]> {
  const asked = new Set(images.filter((image) => judge(image.labels, rule).verdict === "matches"));
  const related = (image: Image): boolean =>
    [...asked].some(
      (other) =>
        sharesLayers(image, other) || (sharesLayers(other, image) && inheritable(image.labels, rule).length > 0),
    );
  const known = new Map<string, Image>();
  await inParallel(images, async (image) => {
    const matters = asked.has(image) || related(image);
    known.set(image.id, matters ? await withHistory(target, image, options) : image);
  });
  const all = images.map((image) => known.get(image.id) ?? image);
  return all.map((image) => {
    const bases = all.filter((other) => isBuiltOn(image, other)).map(({ id }) => id);
    return { ...image, uses: { ...image.uses, image: [...new Set([...image.uses.image, ...bases])] } };
  });
}

/** Whether all layers of `base` are the first ones of `image`. */
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
