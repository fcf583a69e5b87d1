// Combines the output of several commands, or the contents of several files: all in order, or one of them.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { mark, only, replaceMarks } from "@deploy-actions/workflow-source/value";
import { anyOf, joinedTemplates, NOTHING, type Output, printed, templateOfValues } from "./run.ts";

/** One unknown output makes the result unknown; between manifests it becomes a separate document. */
export function concatenated(outputs: readonly Output[]): Output {
  const known = outputs.flatMap((output) => output ?? []);
  if (known.length < outputs.length) return undefined;
  const standsAlone = known.some(isManifest)
    ? known.map((text, index) => isOpen(text) && /(?:^|\n)$/.test(known[index - 1]?.text ?? ""))
    : [];
  const parts = known.flatMap((text, index) =>
    standsAlone[index] === true ? [documentEnd(text), text, documentEnd(text)] : [text],
  );
  return joinedTemplates(parts);
}

/** One of these outputs. An unknown one is another alternative and does not replace the others; an empty one is ignored. */
export function eitherOutput(outputs: readonly Output[]): Output {
  const known = outputs.flatMap((output) => (output === undefined || output === NOTHING ? [] : [output]));
  const [first] = known;
  if (first === undefined) return outputs.includes(undefined) ? undefined : NOTHING;
  const open: readonly Template[] = outputs.includes(undefined) ? [unknownAt(first)] : [];
  return oneOfTexts([...known, ...open]);
}

/**
 * Concatenates texts as `cat` does. Manifests are kept as separate documents even without separators, and an unknown manifest does not
 * affect the others; among other texts, it makes the result unknown.
 */
export function joinedTexts(texts: readonly Output[]): Output {
  const known = texts.flatMap((text) => text ?? []);
  const manifest = known.find(isManifest);
  if (manifest !== undefined) return documents(texts.map((text) => text ?? unknownAt(manifest)));
  return known.length === texts.length ? joinedTemplates(known) : undefined;
}

/** One of these texts. All are kept, because a command that deploys manifests is checked against each of them. */
export function oneOfTexts(texts: readonly Template[]): Template {
  const [first] = texts;
  if (first !== undefined && texts.length === 1) return first;
  return texts.some(isManifest) ? documents(texts) : anyOf(texts);
}

const DOCUMENT_END = "\n---\n";

function documents(texts: readonly Template[]): Template {
  return joinedTemplates(texts, DOCUMENT_END);
}

function documentEnd(text: Template): Template {
  const writer = new TemplateWriter();
  writer.at(DOCUMENT_END, 0, 0, text);
  return writer.done();
}

function unknownAt(text: Template): Template {
  return templateOfValues(only(mark("command")), text, 0, text.text.length);
}

function isManifest({ text }: Template): boolean {
  return /^[ \t{]*["']?kind["']?\s*:/m.test(text);
}

/** True if nothing in it is known. */
function isOpen(text: Template): boolean {
  return printed(text).every((value) => value.text !== "" && replaceMarks(value.text, () => "").trim() === "");
}
