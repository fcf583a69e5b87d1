// What `kustomize edit set image` leaves behind: the kustomization with other images in it, for those who deploy it later in the job.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import { isLiteral } from "@deploy-actions/workflow-source/value";
import { WHOLE } from "./kustomization-images.ts";

/** An image that is set for all images of `name`. `reference` is the whole of what they become. */
export type ImageSet = { readonly name: string; readonly reference: Word };

/**
 * The kustomization after the edit: the images stand in a document of their own after it, so that the file's other places stay what
 * they are.
 */
export function withImagesSet(template: Template, sets: readonly ImageSet[]): Template {
  const known = sets.filter(({ name }) => isLiteral(name));
  if (known.length === 0) return template;
  const writer = new TemplateWriter();
  const nowhere = { place: () => template.place(template.text.length, template.text.length) };
  writer.slice(template, 0, template.text.length);
  writer.at("\n---\nimages:\n", 0, 0, nowhere);
  for (const { name, reference } of known) {
    writer.at(`- name: ${JSON.stringify(name)}\n  ${WHOLE}: `, 0, 0, nowhere);
    writer.hole(reference.values, 0, 0, { place: () => reference.place }, reference.written);
    writer.at("\n", 0, 0, nowhere);
  }
  return writer.done();
}
