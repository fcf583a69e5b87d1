// Finds images in JSON or YAML definitions of cloud services: ECS task definitions, App Runner sources, Lightsail containers, ARM template
// parameters.
import { limitReached, type Template, valuesIn, writtenIn } from "@deploy-actions/workflow-source";
import { soleText } from "@deploy-actions/workflow-source/value";
import type { FileImage } from "./companion.ts";
import { imageKeyOf, referenceOf } from "./image-key.ts";
import { openPlaceholdersIn } from "./placeholder.ts";
import { readYaml, type Yaml } from "./yaml.ts";

/** Every setting at any depth whose key names an image. Without a sibling `name`, it is called by its key. */
export function imagesInDefinition(template: Template): readonly FileImage[] {
  const walk: Walk = { images: [], left: NODE_LIMIT };
  for (const document of readYaml(template).documents) visit(document, walk, 0);
  return walk.images;
}

/** Aliases can make a small file endless. */
const NODE_LIMIT = 20_000;
const DEPTH_LIMIT = 30;
/** Settings of a container with arbitrary keys. */
const NOT_IMAGES = new Set(["environment", "secrets", "tags", "dockerLabels", "labels", "healthCheck", "command"]);

type Walk = { readonly images: FileImage[]; left: number };

function visit(node: Yaml, walk: Walk, depth: number): void {
  if (depth > DEPTH_LIMIT || walk.left-- <= 0) {
    limitReached(`a definition has more than ${NODE_LIMIT} values or ${DEPTH_LIMIT} levels`);
    return;
  }
  for (const { key, value } of node.entries()) {
    if (NOT_IMAGES.has(key)) continue;
    const kind = imageKeyOf(key);
    // In a parameter file, a setting is an object with a `value`.
    const text = value.text() ?? value.get("value")?.text();
    if (kind === undefined || text === undefined) visit(value, walk, depth + 1);
    else if (kind === "image" || value.text() === undefined) {
      const word = wordOf(text);
      const name = node.get("name")?.text();
      const { values, written, place } = referenceOf(kind, word);
      const label = name === undefined ? undefined : soleText(valuesIn(name.text, name.holes));
      walk.images.push({
        values: openPlaceholdersIn(values, place),
        written,
        place,
        name: label === undefined ? key : `container ${label}`,
      });
    }
  }
  for (const item of node.items()) visit(item, walk, depth + 1);
}

function wordOf({ text, holes, written, place }: Template) {
  return { values: valuesIn(text, holes), written: writtenIn(text, written), place: place(0, text.length) };
}
