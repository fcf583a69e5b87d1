// Finds the images of a kustomization: the manifests of it and its bases, with patches and `images:` applied as kustomize does. Follows the
// reference of kustomization.yaml (https://kubectl.docs.kubernetes.io/references/kustomize).
import { limitReached, type Template, valuesIn } from "@deploy-actions/workflow-source";
import { type Files, joinPath } from "@deploy-actions/workflow-source/command";
import { repositoryIn } from "@deploy-actions/workflow-source/value";
import { readYaml, type Yaml } from "../yaml.ts";
import { applyImageRules, imageRulesIn, imagesOfRules } from "./kustomization-images.ts";
import { joinManifests, type Manifest, NO_MANIFEST, readManifest } from "./manifest.ts";
import { applyPatches, type Patch } from "./patch.ts";

/** Possible file names. */
export const KUSTOMIZATION_NAMES: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The path of the kustomization in a folder; undefined if there is none. */
function kustomizationIn(folder: string, files: Files): string | undefined {
  return KUSTOMIZATION_NAMES.map((name) => joinPath(folder, name) ?? name).find(
    (path) => files.read(path) !== undefined,
  );
}

/** The kustomization of `folder`; undefined if there is none. */
export function readKustomization(folder: string, files: Files): Manifest | undefined {
  return read(folder, { files, open: new Set(), left: { entries: ENTRY_LIMIT } });
}

/** Limits for the files and folders that one kustomization leads to, and for the patches in one folder. */
const ENTRY_LIMIT = 2_000;
const PATCH_LIMIT = 200;

/** `open` contains the folders being read: cycles are skipped, as kustomize rejects them. */
type Reading = { readonly files: Files; readonly open: ReadonlySet<string>; readonly left: { entries: number } };

function read(folder: string, reading: Reading): Manifest | undefined {
  const { files, open } = reading;
  const template = files.read(kustomizationIn(folder, files) ?? "");
  if (template === undefined || open.has(folder)) return undefined;
  const { documents, problems } = readYaml(template);
  const [root] = documents;
  const inner = { ...reading, open: new Set([...open, folder]) };
  const parts = ["resources", "bases", "components"].flatMap((key) =>
    textsIn(root?.get(key)).map((entry) => readEntry(entry, folder, inner)),
  );
  const charts = (root?.get("helmCharts")?.items() ?? []).flatMap((chart) => plain(chart.get("name")) ?? []);
  const all = joinManifests(parts);
  const rules = imageRulesIn(documents);
  const names = new Set(all.images.map(({ values }) => repositoryIn(values[0]?.text ?? "")));
  const unused = new Map([...rules].filter(([name]) => !names.has(name)));
  const patches = root === undefined ? [] : patchesOf(root, folder, files);
  if (patches.length > PATCH_LIMIT) limitReached(`a kustomization has more than ${PATCH_LIMIT} patches`);
  return {
    images: [
      ...applyImageRules(applyPatches(all.images, patches.slice(0, PATCH_LIMIT)), rules),
      ...(all.unknown.length === 0 ? [] : imagesOfRules(unused)),
    ],
    unknown: [...all.unknown, ...charts.map((name) => `chart ${name} is not in this repository`)],
    problems: [...problems, ...all.problems],
  };
}

function readEntry(entry: string, folder: string, reading: Reading): Manifest {
  const path = joinPath(folder, entry);
  if (reading.left.entries-- <= 0) {
    limitReached(`a kustomization leads to more than ${ENTRY_LIMIT} files`);
    return NO_MANIFEST;
  }
  const missing = { images: [], unknown: [`${entry} is not in this repository`], problems: [] };
  if (path === undefined) return missing;
  const template = reading.files.read(path);
  return template === undefined ? (read(path, reading) ?? missing) : readManifest(template);
}

/** `patches`, `patchesStrategicMerge` and `patchesJson6902`: inline, or files next to the kustomization. */
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

function textsIn(list: Yaml | undefined): readonly string[] {
  return (list?.items() ?? []).flatMap((item) => plain(item) ?? []);
}

function plain(node: Yaml | undefined): string | undefined {
  const text = node?.text();
  return text === undefined ? undefined : valuesIn(text.text, text.holes)[0]?.text;
}
