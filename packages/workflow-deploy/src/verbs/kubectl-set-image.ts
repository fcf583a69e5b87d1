// `kubectl set image TYPE/NAME container=image …` changes the images of a running workload.
import { firstText, type Word, withText } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { isDryRun, isPrinted, type KubectlUse } from "./kubectl-use.ts";

export function setsImage(use: KubectlUse): readonly Effect[] {
  if (isDryRun(use) && !isPrinted(use)) return [];
  const pairs = use.operands.filter((word) => firstText(word).includes("="));
  return pairs.map((word) => ({ does: "deploy", by: use.by, image: imageOfPair(word) }));
}

/** The image in `container=image`; container names do not contain `=`. */
function imageOfPair(word: Word): Word {
  const image = withText(word, afterEquals);
  return { ...image, written: afterEquals(word.written) };
}

function afterEquals(text: string): string {
  return text.slice(text.indexOf("=") + 1);
}
