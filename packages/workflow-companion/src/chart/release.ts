// Determines which images `helm upgrade` and similar commands deploy: those set by the command itself, and those named by the chart and the
// values files.
import type { Template } from "@deploy-actions/workflow-source";
import { type Command, filesAt, firstText, foldersAt, type Word } from "@deploy-actions/workflow-source/command";
import { isLiteral, meaningsIn, shown } from "@deploy-actions/workflow-source/value";
import type { Companion, FileImage, ImageUse } from "../companion.ts";
import { openPlaceholdersIn } from "../placeholder.ts";
import { type CommandValues, type DeployedImages, imagesDeployedBy } from "./deployed-images.ts";
import { type Chart, isChart, loadChart } from "./load.ts";
import { imagesOfPairs } from "./set-images.ts";
import type { SetPair } from "./set-list.ts";
import type { ChartImage } from "./tag-origin.ts";

/** A release as requested on a command line. */
export type Release = {
  readonly chart: Word;
  /** The chart comes from a chart repository named by the command. */
  readonly isRemote: boolean;
  /** Values of the previous release are kept unless this one overrides them. */
  readonly keepsValues: boolean;
  readonly files: readonly Word[];
  readonly pairs: readonly ReleasePair[];
  /** Words of the command known only at run time: they may be options that set anything. */
  readonly isOpen: boolean;
};

/** `isString`: given by `--set-string`, which keeps digits a string. */
type ReleasePair = SetPair & { readonly isString?: true };

type Around = Pick<Command, "host" | "directory" | "files" | "stdin">;

/** The images of a release: those set by the command itself, and those named by the chart and the values files. */
export type ReleaseImages = {
  /** `numberProne`: the tag is a short commit SHA that helm parses as a number if it has no letters. */
  readonly set: readonly { readonly image: ImageUse; readonly numberProne: boolean }[];
  readonly companion: Companion;
};

export function imagesOfRelease(release: Release, around: Around): ReleaseImages {
  const files = [...release.files.map((word) => valuesFiles(word, around)), ...(release.isOpen ? [undefined] : [])];
  const given: CommandValues = { files, pairs: release.pairs };
  const charts = release.isRemote || release.keepsValues ? [] : chartsAt(release.chart, around);
  const deployed =
    charts.length === 0 ? [imagesDeployedBy(undefined, given)] : charts.map((chart) => imagesDeployedBy(chart, given));
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

/** A short commit SHA may consist of digits only, and `--set` then parses it as a number. */
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

/** All alternatives of one `--values` file; undefined if it is not in the repository. Files of secrets set no images. */
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
  deployed: readonly DeployedImages[],
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
    ? "it depends on words of the command that are known only at run time"
    : "it depends on a values file that is not in this repository";
}

function whyMissing(charts: readonly string[]): string {
  const [first] = charts;
  if (charts.length === 1) return `chart ${first}, a dependency, is not in this repository`;
  return `charts ${charts.slice(0, -1).join(", ")} and ${charts.at(-1)}, its dependencies, are not in this repository`;
}

function whyNoChart({ chart, keepsValues, isRemote }: Release): string {
  if (keepsValues) return "the release keeps its previous values";
  const [first] = chart.values;
  const text = first?.text ?? "";
  if (!isLiteral(text)) return "the chart is known only at run time";
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
    values: openPlaceholdersIn(values, place),
    written,
    place,
    name: chart === "" ? "image in the values" : `chart ${chart}`,
  };
}
