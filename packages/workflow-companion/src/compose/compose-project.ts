// Reads a compose project from its files, including `include` and `extends`.
// https://github.com/compose-spec/compose-spec/blob/main/14-include.md and 05-services.md#extends
import { limitReached, type SourceProblem, type Template } from "@deploy-actions/workflow-source";
import { type Files, folderOf, joinPath } from "@deploy-actions/workflow-source/command";
import { readYaml, type Yaml } from "../yaml.ts";
import { type ComposeService, type Layer, serviceOf, soleOf, textsOf } from "./compose-service.ts";
import { withEnvFiles } from "./env-file.ts";
import type { Variables } from "./interpolate.ts";

/** A compose file. Its paths are relative to `folder`, which is relative to the repository root. `name` is for messages. */
export type ComposeFile = { readonly name: string; readonly template: Template; readonly folder: string };

export type ComposeProject = {
  readonly services: ReadonlyMap<string, ComposeService>;
  /** Clauses that say why the project is incomplete. */
  readonly unknown: readonly string[];
  readonly problems: readonly SourceProblem[];
};

/** The merged services of all files; later files take precedence. */
export function readProject(composeFiles: readonly ComposeFile[], files: Files, variables: Variables): ComposeProject {
  const reading: Reading = { files, unknown: new Set(), problems: new Set(), filesLeft: FILES_LIMIT };
  const layers: Layers = new Map();
  for (const file of composeFiles) addLayers(layers, { file, variables }, reading);
  const services = new Map([...layers].map(([name, own]) => [name, serviceOf(name, own)]));
  if (services.size === 0 && reading.unknown.size === 0) {
    for (const { name } of composeFiles) reading.unknown.add(`${name} contains no readable service`);
  }
  return { services, unknown: [...reading.unknown], problems: [...reading.problems] };
}

type Layers = Map<string, Layer[]>;

/** A file with the variables used to interpolate it. */
type Filled = { readonly file: ComposeFile; readonly variables: Variables };

/** Limits for files that include each other and for chains of services that extend each other. */
const FILES_LIMIT = 100;
const EXTENDS_LIMIT = 12;

type Reading = {
  readonly files: Files;
  readonly unknown: Set<string>;
  readonly problems: Set<SourceProblem>;
  filesLeft: number;
};

function addLayers(layers: Layers, from: Filled, reading: Reading): void {
  if (reading.filesLeft-- <= 0) {
    limitReached(`a compose project includes more than ${FILES_LIMIT} files`);
    return;
  }
  for (const document of documentsOf(from.file, reading)) {
    for (const item of document.get("include")?.items() ?? []) {
      for (const [name, own] of includedBy(item, from, reading)) if (!layers.has(name)) layers.set(name, own);
    }
    const services = document.get("services");
    if (services?.tag === "!override") layers.clear();
    for (const { key, value } of services?.entries() ?? []) {
      if (value.tag === "!override" || value.tag === "!reset") layers.delete(key);
      if (value.tag === "!reset") continue;
      const own = [...extendedBy(value, document, from, reading, 0), { yaml: value, variables: from.variables }];
      layers.set(key, [...(layers.get(key) ?? []), ...own]);
    }
  }
}

/** An item of `include`: a path, or a mapping with one or more paths, which are merged. */
function includedBy(item: Yaml, { file, variables }: Filled, reading: Reading): Layers {
  const textsIn = (yaml: Yaml | undefined) => textsOf(yaml).flatMap((text) => soleOf(text, variables) ?? []);
  const paths = [...textsIn(item), ...textsIn(item.get("path"))];
  const [base = folderOf(paths[0] ?? "")] = textsIn(item.get("project_directory"));
  const folder = joinPath(file.folder, base) ?? file.folder;
  const given = textsIn(item.get("env_file")).flatMap((path) => joinPath(file.folder, path) ?? []);
  const environment = given.length > 0 ? given : [joinPath(folder, ".env") ?? ".env"];
  const inner = withEnvFiles(variables, environment, reading.files);
  const layers: Layers = new Map();
  for (const path of paths) {
    const found = openFile(path, file, reading);
    if (found !== undefined) addLayers(layers, { file: { ...found, folder }, variables: inner }, reading);
  }
  return layers;
}

/** The layers of the service that this one extends, in the same or another file. */
function extendedBy(service: Yaml, document: Yaml, from: Filled, reading: Reading, depth: number): readonly Layer[] {
  const extended = service.get("extends");
  const name = soleOf(extended?.get("service")?.text() ?? extended?.text(), from.variables);
  if (extended === undefined || name === undefined) return [];
  if (depth > EXTENDS_LIMIT) {
    limitReached(`compose services extend each other more than ${EXTENDS_LIMIT} times`);
    return [];
  }
  const path = soleOf(extended.get("file")?.text(), from.variables);
  const file = path === undefined ? from.file : openFile(path, from.file, reading);
  const documents = path === undefined ? [document] : file === undefined ? [] : documentsOf(file, reading);
  for (const inner of documents) {
    const base = inner.get("services")?.get(name);
    if (base === undefined || file === undefined) continue;
    const outer = extendedBy(base, inner, { ...from, file }, reading, depth + 1);
    return [...outer, { yaml: base, variables: from.variables }];
  }
  return [];
}

function documentsOf({ template }: ComposeFile, reading: Reading): readonly Yaml[] {
  const { documents, problems } = readYaml(template);
  for (const problem of problems) reading.problems.add(problem);
  return documents;
}

function openFile(path: string, from: ComposeFile, { files, unknown }: Reading): ComposeFile | undefined {
  const full = joinPath(from.folder, path);
  const template = full === undefined ? undefined : files.read(full);
  if (full === undefined || template === undefined) {
    unknown.add(`${path}, used by ${from.name}, is not in this repository`);
    return undefined;
  }
  return { name: full, template, folder: folderOf(full) };
}
