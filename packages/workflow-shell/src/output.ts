// What several commands print, or several files hold, together: one after the other, or one of them, nobody knows which.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { mark, only, replaceMarks } from "@deploy-actions/workflow-source/value";
import { anyOf, joinedTemplates, NOTHING, type Output, printed, templateOfValues } from "./run.ts";

/** One that is not known makes the whole unknown; between manifests it is a document of its own. */
export function together(outputs: readonly Output[]): Output {
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

/** Any of these. One that is not known is one more way, not the end of the others; one that is silent is none. */
export function oneOf(outputs: readonly Output[]): Output {
  const known = outputs.flatMap((output) => (output === undefined || output === NOTHING ? [] : [output]));
  const [first] = known;
  if (first === undefined) return outputs.includes(undefined) ? undefined : NOTHING;
  const open: readonly Template[] = outputs.includes(undefined) ? [unknownAt(first)] : [];
  return oneOfTexts([...known, ...open]);
}

/**
 * Texts one after the other, as `cat` prints files. Manifests stay documents of their own, whether or not their files say so, and one that is not
 * known takes nothing from the others; of any other texts it makes the whole unknown.
 */
export function joinedTexts(texts: readonly Output[]): Output {
  const known = texts.flatMap((text) => text ?? []);
  const manifest = known.find(isManifest);
  if (manifest !== undefined) return documents(texts.map((text) => text ?? unknownAt(manifest)));
  return known.length === texts.length ? joinedTemplates(known) : undefined;
}

/** One of these texts, nobody knows which. Whoever deploys manifests looks at each of them, so they all stay what they are. */
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

/** Nothing of it is known. */
function isOpen(text: Template): boolean {
  return printed(text).every((value) => value.text !== "" && replaceMarks(value.text, () => "").trim() === "");
}
