// Determines what a chart release deploys, given the values files and `--set` pairs of its command. Images tagged by `--set` are separated
// from those named in files.
import type { Template } from "@deploy-actions/workflow-source";
import { union, type Values } from "@deploy-actions/workflow-source/value";
import type { ImageUse } from "../companion.ts";
import { type Datum, eitherDatum, leaf, mergeDatum, NIL, withLeaf } from "./datum.ts";
import { imagesOfChart } from "./images.ts";
import { type Chart, readValues } from "./load.ts";
import type { SetPair } from "./set-list.ts";
import { type ChartImage, groupByTagOrigin } from "./tag-origin.ts";
import { imagesInValues } from "./values-images.ts";

/** The values that a command provides, in merge order. */
export type CommandValues = {
  /** The possible contents of each file, or undefined if it is not in the repository. */
  readonly files: readonly (readonly Template[] | undefined)[];
  readonly pairs: readonly SetPair[];
};

export type DeployedImages = {
  /** Images with a tag or digest from a pair. */
  readonly set: readonly { readonly pair: SetPair; readonly image: ImageUse }[];
  /** Pairs that are used in any image. */
  readonly used: ReadonlySet<SetPair>;
  readonly named: readonly ChartImage[];
  /** True if a file outside the repository could override the tags in `named`. */
  readonly isOverlaid: boolean;
  /** Charts that this one depends on and that are not in the repository. */
  readonly missing: readonly string[];
};

/** What a chart deploys; without a chart, the images found in the values files. */
export function imagesDeployedBy(chart: Chart | undefined, given: CommandValues): DeployedImages {
  const { values, rankOf, lastMissing } = mergedValues(chart?.values ?? NIL, given);
  const { images, missing } =
    chart === undefined
      ? { images: imagesInValues(values).flatMap((image) => groupByTagOrigin(image, undefined, "")), missing: [] }
      : imagesOfChart(chart, values);
  const pairs = new Set<object>(given.pairs);
  const isPair = (source: object): source is SetPair => pairs.has(source);
  const used = new Set<SetPair>();
  const bySet = new Map<SetPair, ChartImage[]>();
  const named: ChartImage[] = [];
  let isOverlaid = false;
  for (const image of images) {
    for (const { source } of image.origins) if (isPair(source)) used.add(source);
    const source = image.decides?.source;
    if (source !== undefined && isPair(source)) bySet.set(source, [...(bySet.get(source) ?? []), image]);
    else if (source !== undefined && rankOf(source) < lastMissing) isOverlaid = true;
    else named.push(image);
  }
  const set = [...bySet].map(([pair, all]) => ({
    pair,
    image: { values: union(...all.map(({ values }) => values)), written: pair.value.written, place: pair.value.place },
  }));
  return { set, used, named: distinct(named), isOverlaid, missing };
}

/** Leaf sources are ranked by merge order: the chart's own values first, pairs last. */
function mergedValues(
  own: Datum,
  { files, pairs }: CommandValues,
): { values: Datum; rankOf(source: object): number; lastMissing: number } {
  const ranks = new Map<object, number>();
  let values = own;
  for (const [index, alternatives] of files.entries()) {
    const source = {};
    ranks.set(source, index);
    const layers = (alternatives ?? []).map((template) => mergeDatum(values, readValues(template, source)));
    values = layers.reduce((first, second) => eitherDatum(first, second), layers[0] ?? values);
  }
  for (const pair of pairs) {
    const { value, path } = pair;
    ranks.set(pair, files.length);
    values = withLeaf(values, path, leaf(telling(value.values), `--set ${path.join(".")}`, value.place, pair));
  }
  return {
    values,
    rankOf: (source) => ranks.get(source) ?? -1,
    lastMissing: files.lastIndexOf(undefined),
  };
}

/** Ignores empty alternatives of an input if others have a value: the chart's default is not what the command is meant to deploy. */
function telling(values: Values): Values {
  const given = values.filter(({ text }) => text !== "");
  return given.length > 0 ? given : values;
}

/** One image per place: a chart that prints the same value in ten Deployments names it once. */
function distinct(images: readonly ChartImage[]): readonly ChartImage[] {
  const known = new Map<string, ChartImage>();
  for (const image of images) {
    const { path, range } = image.place;
    const { line, column } = range().start;
    const key = [path, line, column, ...image.values.map(({ text }) => text)].join("\0");
    if (!known.has(key)) known.set(key, image);
  }
  return [...known.values()];
}
