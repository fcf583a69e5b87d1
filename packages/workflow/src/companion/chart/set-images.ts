// Takes from the pairs of `--set` what by their keys are images, tags and digests, and puts those together that belong together:
// `--set image.repository=app,image.tag=v1`.

import type { ImageUse } from "../../deploy/effect.ts";
import { concat, only } from "../../value/value.ts";
import { type ImageKey, imageKeyOf, isTagged, referenceFor } from "./image-key.ts";
import type { SetPair } from "./set-list.ts";

export type SetImage = { readonly pair: SetPair; readonly image: ImageUse };

/** `pairs` in the order of the command line: of two with the same key the last counts. */
export function imagesOfPairs(pairs: readonly SetPair[]): readonly SetImage[] {
  const keyed = [...new Map(pairs.map((pair) => [pair.path.join("\0"), pair])).values()].flatMap((pair): Keyed[] => {
    const key = imageKeyOf(pair.path);
    return key === undefined ? [] : [{ pair, key, of: ownerOf(pair.path) }];
  });
  return keyed.flatMap((one) => {
    const beside = (key: ImageKey): SetPair | undefined =>
      keyed.find((other) => other.of === one.of && other.key === key)?.pair;
    const image = imageOf(one, beside);
    return image === undefined ? [] : [{ pair: one.pair, image }];
  });
}

type Keyed = { readonly pair: SetPair; readonly key: ImageKey; readonly of: string };

function imageOf({ pair, key }: Keyed, beside: (key: ImageKey) => SetPair | undefined): ImageUse | undefined {
  const hasTag = beside("tag") !== undefined || beside("digest") !== undefined;
  const isBare = pair.value.values.every(({ text }) => !isTagged(text));
  // The tag's own pair tells of it; a name that nobody tags here gets the tag of the chart.
  if (isBare && ((key === "image" && hasTag) || key === "name")) return undefined;
  if (key === "tag" && beside("digest") !== undefined) return undefined;
  const name = key === "tag" || key === "digest" ? (beside("name") ?? beside("image")) : undefined;
  if (name === undefined || name.value.values.some(({ text }) => text === "" || isTagged(text)))
    return referenceFor(key, pair.value);
  const values = concat(name.value.values, only(key === "tag" ? ":" : "@"), pair.value.values);
  return { ...pair.value, values };
}

/** What a key belongs to: the tag of `web.image.tag` and of `web.imageTag` is that of `web`. */
function ownerOf(path: readonly string[]): string {
  const owner = path.slice(0, -1);
  return (/^image$/i.test(owner.at(-1) ?? "") ? owner.slice(0, -1) : owner).join("\0");
}
