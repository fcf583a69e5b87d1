// Finds the images of a kustomization: the manifests that it and its bases bring together, with its patches and its `images:`
// applied as kustomize applies them. Follows the reference of kustomization.yaml (https://kubectl.docs.kubernetes.io/references/kustomize).

import type { Files } from "../deploy/files.ts";
import { type Template, valuesIn, writtenIn } from "../source/template.ts";
import { joinPath } from "./locate.ts";
import { joinManifests, type Manifest, type ManifestImage, readManifest } from "./manifest.ts";
import { type Patch, patched } from "./patch.ts";
import { readYaml, type Yaml } from "./yaml.ts";

const NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The kustomization of `folder`, or undefined where there is none. */
export function readKustomization(folder: string, files: Files): Manifest | undefined {
  return read(folder, { files, open: new Set(), left: { folders: FOLDER_LIMIT } });
}

const FOLDER_LIMIT = 500;

/** `open` are the folders being read: one that leads back to itself is left out, as kustomize refuses it. */
type Reading = { readonly files: Files; readonly open: ReadonlySet<string>; readonly left: { folders: number } };

function read(folder: string, reading: Reading): Manifest | undefined {
  const { files, open, left } = reading;
  const template = NAMES.map((name) => files.read(joinPath(folder, name) ?? name)).find((one) => one !== undefined);
  if (template === undefined || open.has(folder) || left.folders-- <= 0) return undefined;
  const { documents, problems } = readYaml(template);
  const [root] = documents;
  const inner = { ...reading, open: new Set([...open, folder]) };
  const parts = ["resources", "bases", "components"].flatMap((key) =>
    textsIn(root?.get(key)).map((entry) => readEntry(entry, folder, inner)),
  );
  const charts = (root?.get("helmCharts")?.items() ?? []).flatMap((chart) => plain(chart.get("name")) ?? []);
  const all = joinManifests(parts);
  const images = documents.reduce(
    (before, document) => renamed(patched(before, patchesOf(document, folder, files)), document),
    all.images,
  );
  return {
    images,
    unknown: [...all.unknown, ...charts.map((name) => `chart ${name} is not in this repository`)],
    problems: [...problems, ...all.problems],
  };
}

function readEntry(entry: string, folder: string, reading: Reading): Manifest {
  const path = isRemote(entry) ? undefined : joinPath(folder, entry);
  const missing = { images: [], unknown: [`${entry} is not in this repository`], problems: [] };
  if (path === undefined) return missing;
  const template = reading.files.read(path);
  return template === undefined ? (read(path, reading) ?? missing) : readManifest(template);
}

function isRemote(entry: string): boolean {
  return /^(?:[a-z+]+:|git@)|^[\w-]+(?:\.[\w-]+)+\/|\?ref=/i.test(entry) && !/^\.{1,2}\//.test(entry);
}

/** `patches`, `patchesStrategicMerge` and `patchesJson6902`: inline, or files beside the kustomization. */
function patchesOf(root: Yaml, folder: string, files: Files): readonly Patch[] {
  const fromFile = (entry: Yaml | undefined): Template | undefined => {
    const path = joinPath(folder, plain(entry) ?? "");
    return path === undefined ? undefined : files.read(path);
  };
  const strategic = (root.get("patchesStrategicMerge")?.items() ?? []).map((entry) => ({
    patch: fromFile(entry) ?? entry.text(),
    target: undefined,
  }));
  const targeted = ["patches", "patchesJson6902"]
    .flatMap((key) => root.get(key)?.items() ?? [])
    .map((entry) => ({ patch: fromFile(entry.get("path")) ?? entry.get("patch")?.text(), target: targetOf(entry) }));
  return [...strategic, ...targeted].flatMap(({ patch, target }) => (patch === undefined ? [] : [{ patch, target }]));
}

function targetOf(entry: Yaml): string | undefined {
  const target = entry.get("target");
  return target === undefined ? undefined : `${plain(target.get("kind")) ?? ""}/${plain(target.get("name")) ?? ""}`;
}

/** `images:` gives images of a name another name, tag or digest. The place is then where the tag or digest stands. */
function renamed(images: readonly ManifestImage[], root: Yaml): readonly ManifestImage[] {
  const rules = root.get("images")?.items() ?? [];
  return rules.reduce<readonly ManifestImage[]>(
    (before, rule) =>
      before.map((image) => (nameOf(image) === plain(rule.get("name")) ? renamedBy(rule, image) : image)),
    images,
  );
}

function renamedBy(rule: Yaml, image: ManifestImage): ManifestImage {
  const name = nameOf(image);
  const newName = plain(rule.get("newName")) ?? name;
  const tag = rule.get("newTag")?.text();
  const digest = rule.get("digest")?.text();
  const given = digest ?? tag;
  if (given === undefined) {
    return {
      ...image,
      values: image.values.map((value) => ({ ...value, text: newName + value.text.slice(name.length) })),
    };
  }
  const separator = digest === undefined ? ":" : "@";
  return {
    ...image,
    values: valuesIn(given.text, given.holes).map(({ text, trail }) => ({ text: newName + separator + text, trail })),
    written: newName + separator + writtenIn(given.text, given.written),
    place: given.place(0, given.text.length),
  };
}

/** An image without its tag and digest. */
function nameOf({ values: [first] }: ManifestImage): string {
  const text = first?.text ?? "";
  const [path = ""] = text.split("@", 1);
  const colon = path.indexOf(":", path.lastIndexOf("/") + 1);
  return colon === -1 ? path : path.slice(0, colon);
}

function textsIn(list: Yaml | undefined): readonly string[] {
  return (list?.items() ?? []).flatMap((item) => plain(item) ?? []);
}

function plain(node: Yaml | undefined): string | undefined {
  const text = node?.text();
  return text === undefined ? undefined : valuesIn(text.text, text.holes)[0]?.text;
}
