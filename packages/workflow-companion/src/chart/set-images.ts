// Finds images, tags and digests among the pairs of `--set` by their keys, and combines those that belong together: `--set
// image.repository=app,image.tag=v1`.
import { concat, only, repositoryIn, type Values } from "@deploy-actions/workflow-source/value";
import type { ImageUse } from "../companion.ts";
import { type ImageKey, imageKeyOf, referenceOf } from "../image-key.ts";
import type { SetPair } from "./set-list.ts";

export type SetImage = { readonly pair: SetPair; readonly image: ImageUse };

/** `pairs` in command-line order: the last pair with the same key counts. */
export function imagesOfPairs(pairs: readonly SetPair[]): readonly SetImage[] {
  const keyed = [...new Map(pairs.map((pair) => [pair.path.join("\0"), pair])).values()].flatMap((pair): Keyed[] => {
    const key = keyOf(pair.path);
    return key === undefined ? [] : [{ pair, key, of: ownerOf(pair.path) }];
  });
  return keyed.flatMap((one) => {
    const sibling = (key: Keyed["key"]): SetPair | undefined =>
      keyed.find((other) => other.of === one.of && other.key === key)?.pair;
    const image = imageOf(one, sibling);
    return image === undefined ? [] : [{ pair: one.pair, image }];
  });
}

/** `name`: usually an image without its tag, though some charts include it. */
type Keyed = { readonly pair: SetPair; readonly key: ImageKey | "name"; readonly of: string };

function keyOf(path: readonly string[]): Keyed["key"] | undefined {
  const isName = /image[._]?(?:repository|repo|name|url)$|(?:^|\.)repository$/i.test(path.join("."));
  return isName ? "name" : imageKeyOf(path.join("."));
}

function imageOf({ pair, key }: Keyed, sibling: (key: Keyed["key"]) => SetPair | undefined): ImageUse | undefined {
  const { value } = pair;
  const hasTag = sibling("tag") !== undefined || sibling("digest") !== undefined;
  // The image is reported at the pair with its tag; a name without a tag here gets the chart's tag.
  if ((key === "image" && hasTag) || key === "name") return isTagged(value.values) ? value : undefined;
  if (key === "image") return value;
  if (key === "tag" && sibling("digest") !== undefined) return undefined;
  const name = (sibling("name") ?? sibling("image"))?.value.values ?? [];
  if (name.length === 0 || isTagged(name) || name.some(({ text }) => text === "")) return referenceOf(key, value);
  return { ...value, values: concat(name, only(key === "tag" ? ":" : "@"), value.values) };
}

function isTagged(values: Values): boolean {
  return values.some(({ text }) => repositoryIn(text) !== text);
}

/** The object that a key belongs to: the tag in `web.image.tag` and in `web.imageTag` belongs to `web`. */
function ownerOf(path: readonly string[]): string {
  const owner = path.slice(0, -1);
  return (/^image$/i.test(owner.at(-1) ?? "") ? owner.slice(0, -1) : owner).join("\0");
}
