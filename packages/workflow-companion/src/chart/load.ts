// Loads a chart folder: its values, its templates and its subcharts. Follows helm's chart format (https://helm.sh/docs/topics/charts).
import type { Template } from "@deploy-actions/workflow-source";
import { type Files, joinPath } from "@deploy-actions/workflow-source/command";
import { soleText } from "@deploy-actions/workflow-source/value";
import { readYaml, type Yaml } from "../yaml.ts";
import { type Datum, datumOf, mapDatum, NIL, valueAt } from "./datum.ts";
import { printed } from "./functions.ts";
import { type Source, sourceOf } from "./render.ts";

export type Chart = {
  readonly folder: string;
  readonly name: string;
  /** The `.Chart` object in templates. */
  readonly about: Datum;
  readonly values: Datum;
  readonly templates: readonly Source[];
  readonly parts: readonly ChartPart[];
  /** Names of dependencies that are not in the repository. */
  readonly missing: readonly { readonly name: string; readonly condition: string | undefined }[];
};

/** A subchart: its values are under `name` in the parent's values; `condition` is the key that enables it. */
type ChartPart = { readonly chart: Chart; readonly name: string; readonly condition: string | undefined };

/** True if a folder contains a chart. */
export function isChart(folder: string, files: Files): boolean {
  return files.read(joinPath(folder, "Chart.yaml") ?? "") !== undefined;
}

/** Loads the chart of a folder that {@link isChart}. */
export function loadChart(folder: string, files: Files): Chart {
  return load(folder, files, new Set());
}

const DEPTH_LIMIT = 6;

function load(folder: string, files: Files, above: ReadonlySet<string>): Chart {
  const about = rootOf(files.read(joinPath(folder, "Chart.yaml") ?? ""));
  const inside = new Set([...above, folder]);
  const listed = [rootOf(files.read(joinPath(folder, "requirements.yaml") ?? "")), about].flatMap((root) =>
    (root?.get("dependencies")?.items() ?? []).map(dependencyOf),
  );
  const canHold = (path: string | undefined): path is string =>
    path !== undefined && inside.size < DEPTH_LIMIT && !inside.has(path) && isChart(path, files);
  const parts: ChartPart[] = [];
  const missing: Chart["missing"][number][] = [];
  for (const { name, alias, repository, condition } of listed) {
    const path = [joinPath(folder, `charts/${name}`), localPath(folder, repository)].find(canHold);
    if (path === undefined) missing.push({ name, condition });
    else parts.push({ chart: load(path, files, inside), name: alias, condition });
  }
  const known = new Set(listed.map(({ name }) => name));
  for (const path of foldersIn(joinPath(folder, "charts") ?? "", files)) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (!known.has(name) && canHold(path)) parts.push({ chart: load(path, files, inside), name, condition: undefined });
  }
  const chart = datumOf(about, "Chart.yaml", {});
  return {
    folder,
    name: soleText(printed(valueAt(chart, ["name"]))) ?? "",
    about: mapDatum({
      Name: valueAt(chart, ["name"]),
      Version: valueAt(chart, ["version"]),
      AppVersion: valueAt(chart, ["appVersion"]),
    }),
    values: datumOf(rootOf(files.read(joinPath(folder, "values.yaml") ?? "")), "values.yaml", {}),
    templates: templatesIn(joinPath(folder, "templates") ?? "", files),
    parts,
    missing,
  };
}

type Dependency = {
  readonly name: string;
  readonly alias: string;
  readonly repository: string;
  readonly condition: string | undefined;
};

function dependencyOf(entry: Yaml): Dependency {
  const text = (key: string): string | undefined => entry.get(key)?.text()?.text;
  const name = text("name") ?? "";
  return { name, alias: text("alias") ?? name, repository: text("repository") ?? "", condition: text("condition") };
}

function localPath(folder: string, repository: string): string | undefined {
  return repository.startsWith("file://") ? joinPath(folder, repository.slice("file://".length)) : undefined;
}

/** Templates that an install renders. Templates of `helm test` are excluded, since they run only on demand. */
function templatesIn(folder: string, files: Files): readonly Source[] {
  return files
    .below(folder)
    .filter((path) => /\.(?:ya?ml|tpl)$/.test(path))
    .flatMap((path) => files.read(path) ?? [])
    .filter(({ text }) => !/helm\.sh\/hook["']?: *["']?test/.test(text))
    .map(sourceOf);
}

function foldersIn(folder: string, files: Files): readonly string[] {
  const names = files.below(folder).map((path) => path.slice(folder.length + 1).split("/")[0] ?? "");
  return [...new Set(names)].map((name) => `${folder}/${name}`);
}

function rootOf(template: Template | undefined): Yaml | undefined {
  return template === undefined ? undefined : readYaml(template).documents[0];
}

/** The tree of a values file. `source` is recorded as the source of all its leaves. */
export function readValues(template: Template, source: object): Datum {
  const { path } = template.place(0, 0);
  return datumOf(rootOf(template), path.slice(path.lastIndexOf("/") + 1), source) ?? NIL;
}
