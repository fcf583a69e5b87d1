// Settings `name=value` on a command line, some of which contain an image: template parameters, plan variables, application settings.
import { imageKeyOf, referenceOf } from "@deploy-actions/workflow-companion";
import { firstText, tailOf, type Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";

/** The images in the settings of these words. */
export function imageSettings(by: string, words: readonly Word[]): readonly Effect[] {
  return words.flatMap((word): readonly Effect[] => {
    const shape = firstText(word);
    const equals = shape.indexOf("=");
    const key = equals === -1 ? undefined : imageKeyOf(shape.slice(0, equals));
    if (key === undefined || equals === shape.length - 1) return [];
    return [{ does: "deploy", by, image: referenceOf(key, tailOf(word, equals + 1)) }];
  });
}

/** Splits words at a comma or space: `A=1,B=2`. The parts keep the place of the complete word. */
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
