// Generates the output of commands that print manifests (`kustomize build`, `helm template`) or compose files (`docker compose config`),
// limited to images. Every image keeps its place, so that a command that deploys the text is reported there.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { only, type Values } from "@deploy-actions/workflow-source/value";
import type { FileImage, ImageUse } from "./companion.ts";
import { openPlaceholdersIn } from "./placeholder.ts";

/** One manifest per image. */
export function printedManifests(images: readonly FileImage[]): Template {
  const writer = new TemplateWriter();
  for (const image of images) {
    const [, container] = /^container (.+)$/.exec(image.name) ?? [];
    const name = container === undefined ? "" : `  name: ${JSON.stringify(container)}\n`;
    writeAround(image, `containers:\n-\n${name}  image: `, "\n---\n", writer);
  }
  return writer.done();
}

/** A compose file with the services and their images. */
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

/** Characters without a special meaning in a YAML word, and those of variables to be replaced later. */
const PLAIN = /^[\w./@$-][\w./:@${}-]*$/;

/** The image's source text, so that later edits still find its placeholders; undefined if it is more than that. */
function plainOf({ values, written, place }: ImageUse): string | undefined {
  const isSame = textsOf(values) === textsOf(openPlaceholdersIn(only(written), place));
  return isSame && PLAIN.test(written) && !written.endsWith(":") ? written : undefined;
}

function textsOf(values: Values): string {
  return values.map(({ text }) => text).join("\n");
}
