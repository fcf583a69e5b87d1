// Says what `helm upgrade` and its like do with images: what the command's own words set, and what the chart and the values files
// name beside that.
import type { Template } from "@deploy-actions/workflow-source";
import { type Command, filesAt, firstText, foldersAt, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral, meaningsIn, shown } from "@deploy-actions/workflow-source/value";
import type { Companion, FileImage, ImageUse } from "../companion.ts";
import { withoutPlaceholders } from "../placeholder.ts";
import { type Deployed, deployedBy, type Given } from "./deployed.ts";
import { type Chart, isChart, loadChart } from "./load.ts";
import { imagesOfPairs } from "./set-images.ts";
import type { SetPair } from "./set-list.ts";
import type { ChartImage } from "./tag-origin.ts";

/** A release as a command line asks for it. */
export type Release = {
  readonly chart: Word;
  /** The chart comes from a repository of charts that the command names. */
  readonly isRemote: boolean;
  /** What the release before was given stays where this one gives nothing. */
  readonly keepsValues: boolean;
  readonly files: readonly Word[];
  readonly pairs: readonly ReleasePair[];
  /** Words of the command that only a run knows: they may be options that set anything. */
  readonly isOpen: boolean;
};

/** `isString`: given by `--set-string`, which leaves digits a text. */
type ReleasePair = SetPair & { readonly isString?: true };

type Around = Pick<Command, "host" | "directory" | "files" | "stdin">;

/** What a release deploys: images that the command's own words set, and what the chart and the values files name beside those. */
export type ReleaseImages = {
  /** `numberProne`: the tag is a short commit that helm reads as a number when it has no letters. */
  readonly set: readonly { readonly image: ImageUse; readonly numberProne: boolean }[];
  readonly companion: Companion;
};

export function imagesOfRelease(release: Release, around: Around): ReleaseImages {
  const files = [...release.files.map((word) => valuesFiles(word, around)), ...(release.isOpen ? [undefined] : [])];
  const given: Given = { files, pairs: release.pairs };
  const charts = release.isRemote || release.keepsValues ? [] : chartsAt(release.chart, around);
  const deployed =
    charts.length === 0 ? [deployedBy(undefined, given)] : charts.map((chart) => deployedBy(chart, given));
  const used = new Set<SetPair>(deployed.flatMap((one) => [...one.used]));
  const set = [
    ...deployed.flatMap((one) => one.set),
    ...imagesOfPairs(release.pairs).filter(({ pair }) => !used.has(pair)),
  ];
  const prone = new Set<SetPair>(release.pairs.filter((pair) => pair.isString !== true && isNumberProne(pair)));
  return {
    set: set.map(({ pair, image }) => ({ image, numberProne: prone.has(pair) })),
    companion: companionOf(release, charts, deployed, set.length > 0),
  };
}

/** A short commit alone may be all digits, and then `--set` makes a number of it. */
function isNumberProne({ value }: SetPair): boolean {
  return value.values.some(({ text }) => {
    const [meaning, another] = meaningsIn(text);
    return another === undefined && meaning?.kind === "commit" && meaning.length < 40 && [...text].length === 1;
  });
}

function chartsAt(word: Word, around: Around): readonly Chart[] {
  const folders = word.values.flatMap(({ text }) => (isUrl(text) ? [] : foldersAt(text, around)));
  return [...new Set(folders)]
    .filter((folder) => isChart(folder, around.files))
    .map((folder) => loadChart(folder, around.files));
}

/** All that one `--values` may be; undefined where the repository does not hold it. Files of secrets set no images. */
function valuesFiles(word: Word, around: Around): readonly Template[] | undefined {
  if (firstText(word) === "-") return around.stdin === undefined ? undefined : [around.stdin];
  const paths = word.values.flatMap(({ text }) => (isUrl(text) ? [] : filesAt(text, around)));
  const found = [...new Set(paths)].flatMap((path) => around.files.read(path) ?? []);
  return found.length > 0 ? found : /secret/i.test(word.written) ? [] : undefined;
}

function isUrl(text: string): boolean {
  return /^[a-z]+:\/\//i.test(text);
}

function companionOf(
  release: Release,
  charts: readonly Chart[],
  deployed: readonly Deployed[],
  isSet: boolean,
): Companion {
  const images = deployed.flatMap(({ named }) => named.map(toFileImage));
  const missing = [...new Set(deployed.flatMap((one) => one.missing))];
  const unknown = [
    ...(charts.length === 0 && images.length === 0 && !isSet ? [whyNoChart(release)] : []),
    ...(deployed.some(({ isOverlaid }) => isOverlaid) ? [whyOverlaid(release)] : []),
    ...(missing.length === 0 ? [] : [whyMissing(missing)]),
  ];
  return { asked: nameOf(release.chart), images, builds: [], unknown, problems: [] };
}

function whyOverlaid({ isOpen }: Release): string {
  return isOpen
    ? "words of the command that decide it are known only when the workflow runs"
    : "a values file that decides it is not in this repository";
}

function whyMissing(charts: readonly string[]): string {
  const [first] = charts;
  if (charts.length === 1) return `chart ${first}, which it needs, is not in this repository`;
  return `charts ${charts.slice(0, -1).join(", ")} and ${charts.at(-1)}, which it needs, are not in this repository`;
}

function whyNoChart({ chart, keepsValues, isRemote }: Release): string {
  if (keepsValues) return "the release keeps the values that it has";
  const [first] = chart.values;
  const text = first?.text ?? "";
  if (!isLiteral(text)) return "which chart it is, is known only when the workflow runs";
  return /^[./~]/.test(text) && !isRemote
    ? `${text} is not in this repository`
    : `chart ${text} is not in this repository`;
}

function nameOf({ values, written }: Word): string {
  const [first, second] = values;
  return first !== undefined && second === undefined && isLiteral(first.text) ? shown(first.text) : written;
}

function toFileImage({ values, written, place, chart }: ChartImage): FileImage {
  return {
    values: withoutPlaceholders(values, place),
    written,
    place,
    name: chart === "" ? "image in the values" : `chart ${chart}`,
  };
}
