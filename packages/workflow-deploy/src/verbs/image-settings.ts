// Settings on a command line, `name=value`, of which some hold an image: parameters of templates, variables of plans, application settings.
import { imageKeyOf, referenceOf } from "@deploy-actions/workflow-companion";
import { firstText, tailOf, type Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";

/** The images that settings of these words name. */
export function imageSettings(by: string, words: readonly Word[]): readonly Effect[] {
  return words.flatMap((word): readonly Effect[] => {
    const shape = firstText(word);
    const equals = shape.indexOf("=");
    const key = equals === -1 ? undefined : imageKeyOf(shape.slice(0, equals));
    if (key === undefined || equals === shape.length - 1) return [];
    return [{ does: "deploy", by, image: referenceOf(key, tailOf(word, equals + 1)) }];
  });
}

/** Words that a comma or blank inside may divide further: `A=1,B=2`. The pieces keep the place of the whole. */
export function settingsIn(words: readonly Word[], separator: RegExp): readonly Word[] {
  return words.flatMap((word) => {
    const [first, second] = word.values;
    if (first === undefined || second !== undefined || !separator.test(first.text)) return [word];
    const written = word.written.split(separator);
    const pieces = first.text.split(separator);
    return pieces.map((text, index) => ({
      ...word,
      written: written.length === pieces.length ? (written[index] ?? word.written) : word.written,
      values: [{ text, trail: first.trail }],
    }));
  });
}
