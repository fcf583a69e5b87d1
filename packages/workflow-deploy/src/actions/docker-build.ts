// Actions that build and push images. That is not a deploy, whatever the tag; the digest that they output identifies the image.
import { literalOf, type Word, withText } from "@deploy-actions/workflow-source/command";
import { concat, mapText, mark, only, type Values } from "@deploy-actions/workflow-source/value";
import type { ActionStep, ActionVerb } from "../action-verb.ts";
import type { Effect } from "../effect.ts";
import { effects, entriesOf, mayBeOn, textOf, wordOf } from "./inputs.ts";

const buildPush: ActionVerb = {
  actions: ["docker/build-push-action", "useblacksmith/build-push-action", "depot/build-push-action"],
  read(step) {
    const images = entriesOf(step.input("tags"), "\n,");
    const caches = entriesOf(step.input("cache-from")).flatMap(cacheImage);
    const isPushed =
      mayBeOn(step.input("push"), false) ||
      entriesOf(step.input("outputs")).some(({ values }) =>
        values.some(({ text }) => /push=true|type=registry/.test(text)),
      );
    return effects(...made(step, images, caches), ...(isPushed ? pushed(images) : []));
  },
  outputs: (step) =>
    new Map<string, Values>([
      ["digest", only(mark("digest"))],
      ["imageid", only(mark("digest"))],
      [
        "metadata",
        concat(
          only('{"containerimage.digest":"'),
          only(mark("digest")),
          only('","image.name":"'),
          names(step),
          only('"}'),
        ),
      ],
    ]),
};

/** Image names are in the bake file; `set` may override them: `*.tags=app:1`. */
const bake: ActionVerb = {
  actions: ["docker/bake-action", "depot/bake-action", "useblacksmith/bake-action"],
  read(step) {
    const images = entriesOf(step.input("set"))
      .filter(({ values }) => values.every(({ text }) => /^[^=]*\.tags?\+?=/.test(text)))
      .map((word) => withText(word, (text) => text.slice(text.indexOf("=") + 1)));
    return effects(...made(step, images, []), ...(mayBeOn(step.input("push"), false) ? pushed(images) : []));
  },
};

/** One name with several tags. */
const buildah: ActionVerb = {
  actions: ["redhat-actions/buildah-build"],
  read: (step) => effects(...made(step, namedImages(step), [])),
  outputs: (step) => namesOut(step),
};

const redhatPush: ActionVerb = {
  actions: ["redhat-actions/push-to-registry"],
  read: (step) => effects(...pushed(namedImages(step))),
  outputs: (step) => new Map([...namesOut(step), ["digest", only(mark("digest"))]]),
};

export const dockerBuild: readonly ActionVerb[] = [buildPush, bake, buildah, redhatPush];

function made(step: ActionStep, images: readonly Word[], caches: readonly Word[]): readonly Effect[] {
  return [{ does: "make", by: step.name, images, caches, at: step.place }];
}

function pushed(images: readonly Word[]): readonly Effect[] {
  return images.map((image) => ({ does: "push", image }));
}

/** `type=registry,ref=app:cache`, or only the reference. */
function cacheImage(word: Word): readonly Word[] {
  const text = literalOf(word) ?? word.values[0]?.text ?? "";
  if (!text.includes("=")) return [word];
  return text.startsWith("type=registry") && text.includes("ref=")
    ? [withText(word, (one) => /(?:^|,)ref=([^,]*)/.exec(one)?.[1] ?? "")]
    : [];
}

function names(step: ActionStep): Values {
  const tags = wordOf(step.input("tags"));
  return tags === undefined ? only("") : mapText(tags.values, (text) => text.split(/[\n,]+/).join(","));
}

function namedImages(step: ActionStep): readonly Word[] {
  const registry = wordOf(step.input("registry"));
  const image = wordOf(step.input("image"));
  const tags = entriesOf(step.input("tags"), "\n ");
  if (image === undefined) return tags;
  const base = registry === undefined ? image.values : concat(registry.values, only("/"), image.values);
  if (tags.length === 0) return [{ ...image, values: concat(base, only(":latest")) }];
  // A tag may be a complete reference.
  return tags.map((tag) =>
    tag.values.some(({ text }) => /[:/]/.test(text)) ? tag : { ...tag, values: concat(base, only(":"), tag.values) },
  );
}

function namesOut(step: ActionStep): ReadonlyMap<string, Values> {
  const image = textOf(step.input("image"));
  const tags = wordOf(step.input("tags"));
  const known: (readonly [string, Values])[] = [];
  if (image !== undefined) known.push(["image", only(image)]);
  if (tags !== undefined) known.push(["tags", tags.values]);
  const [first] = namedImages(step);
  if (first !== undefined) known.push(["image-with-tag", first.values], ["registry-path", first.values]);
  return new Map(known);
}
