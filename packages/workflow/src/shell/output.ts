// What several commands print, or several files hold, together: one after the other, or one of them, nobody knows which.
import type { Template } from "../source/template.ts";
import { mark } from "../value/mark.ts";
import { only } from "../value/value.ts";
import { anyOf, joinedTemplates, NOTHING, templateOfValues } from "./run.ts";
import type { Output } from "./walk.ts";

/** One that is not known makes the whole unknown. */
export function together(outputs: readonly Output[]): Output {
  const known = outputs.flatMap((output) => output ?? []);
  return known.length === outputs.length ? joinedTemplates(known) : undefined;
}

/** Any of these. One that is not known is one more way, not the end of the others; one that is silent is none. */
export function oneOf(outputs: readonly Output[]): Output {
  const known = outputs.flatMap((output) => (output === undefined || output === NOTHING ? [] : [output]));
  const [first] = known;
  if (first === undefined) return outputs.includes(undefined) ? undefined : NOTHING;
  const open: readonly Template[] = outputs.includes(undefined)
    ? [templateOfValues(only(mark("command")), first, 0, first.text.length)]
    : [];
  return oneOfTexts([...known, ...open]);
}

/** Texts one after the other. Manifests stay documents of their own, whether or not their files say so. */
export function joinedTexts(texts: readonly Template[]): Template {
  return joinedTemplates(texts, texts.some(isManifest) ? "\n---\n" : "");
}

/** One of these texts, nobody knows which. Whoever deploys manifests looks at each of them, so they all stay what they are. */
export function oneOfTexts(texts: readonly Template[]): Template {
  const [first] = texts;
  if (first !== undefined && texts.length === 1) return first;
  return texts.some(isManifest) ? joinedTexts(texts) : anyOf(texts);
}

function isManifest({ text }: Template): boolean {
  return /^[ \t{]*["']?kind["']?\s*:/m.test(text);
}
