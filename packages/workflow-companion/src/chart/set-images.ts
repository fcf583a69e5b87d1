// Takes from the pairs of `--set` what by their keys are images, tags and digests, and puts those together that belong together:
// `--set image.repository=app,image.tag=v1`.
import { concat, only, repositoryIn, type Values } from "@deploy-actions/workflow-source/value";
import type { ImageUse } from "../companion.ts";
import { type ImageKey, imageKeyOf, referenceOf } from "../image-key.ts";
import type { SetPair } from "./set-list.ts";

export type SetImage = { readonly pair: SetPair; readonly image: ImageUse };

/** `pairs` in the order of the command line: of two with the same key the last counts. */
export function imagesOfPairs(pairs: readonly SetPair[]): readonly SetImage[] {
  const keyed = [...new Map(pairs.map((pair) => [pair.path.join("\0"), pair])).values()].flatMap((pair): Keyed[] => {
    const key = keyOf(pair.path);
    return key === undefined ? [] : [{ pair, key, of: ownerOf(pair.path) }];
  });
  return keyed.flatMap((one) => {
    const beside = (key: Keyed["key"]): SetPair | undefined =>
      keyed.find((other) => other.of === one.of && other.key === key)?.pair;
    const image = imageOf(one, beside);
    return image === undefined ? [] : [{ pair: one.pair, image }];
  });
}

/** `name`: an image without its tag, as a rule; some write the tag there too. */
type Keyed = { readonly pair: SetPair; readonly key: ImageKey | "name"; readonly of: string };

function keyOf(path: readonly string[]): Keyed["key"] | undefined {
  const isName = /image[._]?(?:repository|repo|name|url)$|(?:^|\.)repository$/i.test(path.join("."));
  return isName ? "name" : imageKeyOf(path.join("."));
}

function imageOf({ pair, key }: Keyed, beside: (key: Keyed["key"]) => SetPair | undefined): ImageUse | undefined {
  const { value } = pair;
  const hasTag = beside("tag") !== undefined || beside("digest") !== undefined;
  // The tag's own pair tells of it; a name that nobody tags here gets the tag of the chart.
  if ((key === "image" && hasTag) || key === "name") return isTagged(value.values) ? value : undefined;
  if (key === "image") return value;
  if (key === "tag" && beside("digest") !== undefined) return undefined;
  const name = (beside("name") ?? beside("image"))?.value.values ?? [];
  if (name.length === 0 || isTagged(name) || name.some(({ text }) => text === "")) return referenceOf(key, value);
  return { ...value, values: concat(name, only(key === "tag" ? ":" : "@"), value.values) };
}

function isTagged(values: Values): boolean {
  return values.some(({ text }) => repositoryIn(text) !== text);
}

/** What a key belongs to: the tag of `web.image.tag` and of `web.imageTag` is that of `web`. */
function ownerOf(path: readonly string[]): string {
  const owner = path.slice(0, -1);
  return (/^image$/i.test(owner.at(-1) ?? "") ? owner.slice(0, -1) : owner).join("\0");
}
