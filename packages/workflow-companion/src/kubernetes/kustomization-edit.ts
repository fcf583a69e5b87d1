// Applies `kustomize edit set image`: the changed kustomization, for commands that deploy it later in the job.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { FULL_REFERENCE } from "./kustomization-images.ts";

/** An image that replaces all images called `name`. `reference` is the complete new reference. */
export type ImageSet = { readonly name: string; readonly reference: Word };

/** The kustomization after the edit. The images are appended as a separate document, so that the places in the file do not change. */
export function withImagesSet(template: Template, sets: readonly ImageSet[]): Template {
  const known = sets.filter(({ name }) => isLiteral(name));
  if (known.length === 0) return template;
  const writer = new TemplateWriter();
  const nowhere = { place: () => template.place(template.text.length, template.text.length) };
  writer.slice(template, 0, template.text.length);
  writer.at("\n---\nimages:\n", 0, 0, nowhere);
  for (const { name, reference } of known) {
    writer.at(`- name: ${JSON.stringify(name)}\n  ${FULL_REFERENCE}: `, 0, 0, nowhere);
    writer.hole(reference.values, 0, 0, { place: () => reference.place }, reference.written);
    writer.at("\n", 0, 0, nowhere);
  }
  return writer.done();
}
