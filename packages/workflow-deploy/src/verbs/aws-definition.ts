// What the AWS command line takes as a structure: JSON, `file://…`, or its shorthand `name=web,image=app:1`.
import { imagesInDefinition } from "@deploy-actions/workflow-companion";
import { type Command, firstText, literalOf, locate, type Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { imageSettings, settingsIn } from "./image-settings.ts";
import { templatesOf } from "./word-template.ts";

export function definitionImages(by: string, words: readonly Word[], command: Command): readonly Effect[] {
  return words.flatMap((word): readonly Effect[] => {
    const shape = firstText(word).trimStart();
    if (shape.startsWith("file://")) return ofFile(by, word, command);
    if (!/^[[{]/.test(shape)) return imageSettings(by, settingsIn([word], /,/));
    return templatesOf(word)
      .flatMap(imagesInDefinition)
      .map(({ values, written, place }) => ({ does: "deploy", by, image: { values, written, place } }));
  });
}

/** A file that isn't there was made by an earlier step, which says itself what it puts in. */
function ofFile(by: string, word: Word, command: Command): readonly Effect[] {
  const path = literalOf(word)?.trim().slice("file://".length);
  const found = path === undefined ? undefined : locate(command, path);
  const template = found === undefined || !("path" in found) ? undefined : command.files.read(found.path);
  if (path === undefined || template === undefined) return [];
  const images = imagesInDefinition(template);
  const companion = { asked: path, images, builds: [], unknown: [], problems: [] };
  return images.length === 0 ? [] : [{ does: "deploy-files", by, at: word.place, companion }];
}
