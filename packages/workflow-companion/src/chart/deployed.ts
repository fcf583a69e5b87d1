// Says what a release of a chart deploys, given the values files and `--set` pairs of its command: images whose tag a `--set` gives
// are told apart from those that files name.
import type { Template } from "@deploy-actions/workflow-source";
import { union, type Values } from "@deploy-actions/workflow-source/value";
import type { ImageUse } from "../companion.ts";
import { type Datum, either, leaf, merged, NIL, withLeaf } from "./datum.ts";
import { imagesOfChart } from "./images.ts";
import { type Chart, readValues } from "./load.ts";
import type { SetPair } from "./set-list.ts";
import { type ChartImage, toImages } from "./tag-origin.ts";
import { imagesInValues } from "./values-images.ts";

/** The values that a command gives, in the order in which they are laid over each other. */
export type Given = {
  /** Each file as all that it may be, or undefined where the repository does not hold it. */
  readonly files: readonly (readonly Template[] | undefined)[];
  readonly pairs: readonly SetPair[];
};

export type Deployed = {
  /** Images whose tag or digest a pair gives. */
  readonly set: readonly { readonly pair: SetPair; readonly image: ImageUse }[];
  /** Pairs that images are made of in any way. */
  readonly used: ReadonlySet<SetPair>;
  readonly named: readonly ChartImage[];
  /** True where a file that is not in the repository could give another tag than what is `named`. */
  readonly isOverlaid: boolean;
  /** Charts that this one needs and that are not in the repository. */
  readonly missing: readonly string[];
};

/** What a chart deploys; without one, what the values files call images. */
export function deployedBy(chart: Chart | undefined, given: Given): Deployed {
  const { values, rankOf, lastMissing } = laid(chart?.values ?? NIL, given);
  const { images, missing } =
    chart === undefined
      ? { images: imagesInValues(values).flatMap((image) => toImages(image, undefined, "")), missing: [] }
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

/** Sources of leaves have the rank of their layer: the chart's own come first, pairs last. */
function laid(
  own: Datum,
  { files, pairs }: Given,
): { values: Datum; rankOf(source: object): number; lastMissing: number } {
  const ranks = new Map<object, number>();
  let values = own;
  for (const [index, alternatives] of files.entries()) {
    const source = {};
    ranks.set(source, index);
    const layers = (alternatives ?? []).map((template) => merged(values, readValues(template, source)));
    values = layers.reduce((first, second) => either(first, second), layers[0] ?? values);
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

/** An input that is empty in some runs, where others give it: what helm would take then is not what the command is for. */
function telling(values: Values): Values {
  const given = values.filter(({ text }) => text !== "");
  return given.length > 0 ? given : values;
}

/** One image for each place: a chart that prints the same value in ten Deployments names it once. */
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
