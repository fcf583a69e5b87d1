// Finds the container images in Kubernetes manifests: pod templates at any depth, so that Deployments, CronJobs, Knative Services, Rollouts
// and custom resources are recognized by content and not by kind. Follows the PodSpec of the Kubernetes API.
import {
  limitReached,
  type SourceProblem,
  type Template,
  TemplateWriter,
  valuesIn,
  writtenIn,
} from "@deploy-actions/workflow-source";
import { isLiteral, mark, soleText } from "@deploy-actions/workflow-source/value";
import type { FileImage } from "../companion.ts";
import { readYaml, type Yaml } from "../yaml.ts";

/** The image of a container, before any replacement. `workload` is `kind/name`; `slot` is its JSON patch path. */
export type ManifestImage = FileImage & {
  readonly container: string | undefined;
  readonly workload: string;
  readonly slot: string;
};

export type Manifest = {
  readonly images: readonly ManifestImage[];
  /** Clauses that say why some of it is unknown. */
  readonly unknown: readonly string[];
  readonly problems: readonly SourceProblem[];
};

export const NO_MANIFEST: Manifest = { images: [], unknown: [], problems: [] };

/** The images in a file with one or more manifests. A file for another template tool is unknown as a whole. */
export function readManifest(template: Template): Manifest {
  // Most manifests in a folder are Services, rules and so on; parsing them would be the most expensive part.
  const { text, holes } = template;
  if (holes.length === 0 && !text.includes("image")) return NO_MANIFEST;
  const { documents, problems } = readYaml(template);
  const walk: Walk = { text, images: [], isTemplate: problems.length > 0 && text.includes("{{"), left: NODE_LIMIT };
  for (const document of documents) visitObject(document, walk, 0);
  if (walk.left < 0) limitReached(`${template.place(0, 0).path} has more than ${NODE_LIMIT} values`);
  const inner = joinManifests(documents.flatMap((document) => inHole(document, template)));
  if (!walk.isTemplate) return joinManifests([{ images: walk.images, unknown: [], problems }, inner]);
  const { path } = template.place(0, 0);
  return { images: walk.images, unknown: [`${path} is a template for another tool`], problems: [] };
}

/** The manifests in a hole that stands for a whole document, from a variable, an input or another command. */
function inHole(document: Yaml, { holes }: Template): readonly Manifest[] {
  const text = document.text();
  if (text === undefined || holes.length === 0) return [];
  return valuesIn(text.text, text.holes).map((value): Manifest => {
    if (value.text.replaceAll(REPORTED, "").trim() === "") return NO_MANIFEST;
    if (!/[:{]/.test(value.text)) return isLiteral(value.text) ? NO_MANIFEST : OPEN;
    const writer = new TemplateWriter();
    writer.at(value.text, 0, text.text.length, text);
    return readManifest(writer.done());
  });
}

/** The output of a command that is itself reported for what it deploys. */
const REPORTED = mark("reported");
const OPEN: Manifest = { ...NO_MANIFEST, unknown: ["its content is known only at run time"] };

export function joinManifests(manifests: readonly Manifest[]): Manifest {
  return {
    images: manifests.flatMap(({ images }) => images),
    unknown: manifests.flatMap(({ unknown }) => unknown),
    problems: manifests.flatMap(({ problems }) => problems),
  };
}

/** Aliases can make a small file endless; real manifests stay far below these limits. */
const NODE_LIMIT = 50_000;
const DEPTH_LIMIT = 60;
/** Kinds whose content only looks like pods: data, schemas, and kustomize's own. */
const NOT_DEPLOYED = new Set(["ConfigMap", "Secret", "CustomResourceDefinition", "Kustomization", "Component"]);
const LISTS = new Set(["containers", "initContainers", "ephemeralContainers", "steps", "sidecars"]);
const SINGLES = new Set(["container", "script"]);

type Walk = { readonly text: string; readonly images: ManifestImage[]; isTemplate: boolean; left: number };

function visitObject(object: Yaml, walk: Walk, depth: number): void {
  const kind = plain(object.get("kind"));
  if (kind !== undefined && NOT_DEPLOYED.has(kind)) return;
  const items = object.get("items")?.items() ?? [];
  if (kind?.endsWith("List") === true && depth < DEPTH_LIMIT) {
    for (const item of items) if (walk.left-- > 0) visitObject(item, walk, depth + 1);
    return;
  }
  const workload = `${kind ?? ""}/${plain(object.get("metadata")?.get("name")) ?? ""}`;
  visit(object, { walk, workload }, "", depth);
  // Custom resources: Prometheus and others name their image directly under `spec`.
  const own = object.get("spec")?.get("image");
  if (own !== undefined) add(own, { walk, workload }, "/spec/image", kind ?? "object", undefined);
}

type Within = { readonly walk: Walk; readonly workload: string };

function visit(node: Yaml, within: Within, path: string, depth: number): void {
  if (within.walk.left-- <= 0) return;
  if (depth > DEPTH_LIMIT) {
    limitReached(`a manifest is nested more than ${DEPTH_LIMIT} levels deep`);
    return;
  }
  for (const { key, value } of node.entries()) {
    const at = `${path}/${key}`;
    if (LISTS.has(key)) {
      for (const [index, item] of value.items().entries()) addContainer(item, within, `${at}/${index}`);
    } else if (SINGLES.has(key)) addContainer(value, within, at);
    visit(value, within, at, depth + 1);
  }
  for (const [index, item] of node.items().entries()) visit(item, within, `${path}/${index}`, depth + 1);
}

function addContainer(container: Yaml, within: Within, path: string): void {
  const image = container.get("image");
  if (image === undefined) return;
  const name = plain(container.get("name"));
  add(image, within, `${path}/image`, name === undefined ? "container" : `container ${name}`, name);
}

function add(image: Yaml, { walk, workload }: Within, slot: string, name: string, container: string | undefined): void {
  const text = image.text();
  // `image: {{ x }}` without quotes is parsed as a mapping.
  if (text === undefined && walk.text.includes("{{")) walk.isTemplate = true;
  if (text === undefined || text.text === "") return;
  const values = valuesIn(text.text, text.holes);
  const place = text.place(0, text.text.length);
  walk.images.push({ values, written: writtenIn(text.text, text.written), place, name, container, workload, slot });
}

function plain(node: Yaml | undefined): string | undefined {
  const text = node?.text();
  return text === undefined ? undefined : soleText(valuesIn(text.text, text.holes));
}
