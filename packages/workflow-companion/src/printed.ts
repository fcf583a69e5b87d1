// Writes what a command prints for others to read, as far as images go: manifests (`kustomize build`, `helm template`) and compose files
// (`docker compose config`). Every image keeps the place where it stands, so that whoever deploys the text points there.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { only, type Values } from "@deploy-actions/workflow-source/value";
import type { FileImage, ImageUse } from "./companion.ts";
import { withoutPlaceholders } from "./placeholder.ts";

/** A manifest for each image. */
export function printedManifests(images: readonly FileImage[]): Template {
  const writer = new TemplateWriter();
  for (const image of images) {
    const [, container] = /^container (.+)$/.exec(image.name) ?? [];
    const name = container === undefined ? "" : `  name: ${JSON.stringify(container)}\n`;
    writeAround(image, `containers:\n-\n${name}  image: `, "\n---\n", writer);
  }
  return writer.done();
}

/** A compose file of services with their images. */
export function printedServices(services: readonly { readonly name: string; readonly image: ImageUse }[]): Template {
  const writer = new TemplateWriter();
  for (const [index, { name, image }] of services.entries()) {
    const head = index === 0 ? "services:\n" : "";
    writeAround(image, `${head}  ${JSON.stringify(name)}:\n    image: `, "\n", writer);
  }
  return writer.done();
}

function writeAround(image: ImageUse, before: string, after: string, writer: TemplateWriter): void {
  const source = { place: () => image.place };
  writer.at(before, 0, 0, source);
  const text = plainOf(image);
  if (text === undefined) writer.hole(image.values, 0, 0, source, image.written);
  else writer.at(text, 0, 0, source);
  writer.at(after, 0, 0, source);
}

/** Characters that mean nothing to YAML inside of a word, and those of the variables that others are to fill. */
const PLAIN = /^[\w./@$-][\w./:@${}-]*$/;

/** The image as it was written, so that what edits the text still finds its placeholders; undefined where it is more than that. */
function plainOf({ values, written, place }: ImageUse): string | undefined {
  const isSame = textsOf(values) === textsOf(withoutPlaceholders(only(written), place));
  return isSame && PLAIN.test(written) && !written.endsWith(":") ? written : undefined;
}

function textsOf(values: Values): string {
  return values.map(({ text }) => text).join("\n");
}
