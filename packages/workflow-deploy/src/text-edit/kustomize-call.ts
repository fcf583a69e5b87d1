// Parses `kustomize edit set image …`: the images that it writes into the kustomization of its folder. Follows the command reference of
// kustomize (https://kubectl.docs.kubernetes.io/references/kustomize/cmd).
import type { ImageSet } from "@deploy-actions/workflow-companion";
import { firstText, type Word, withText } from "@deploy-actions/workflow-source/command";
import { repositoryIn } from "@deploy-actions/workflow-source/value";
import { readOptions, switches } from "../options.ts";

/** The images set by the words after `kustomize`; empty for other subcommands. */
export function imagesSetBy(args: readonly Word[]): readonly ImageSet[] {
  const { operands } = readOptions(args, switches("-h --help"), "anywhere");
  const isEdit = ["edit", "set", "image"].every((word, index) => firstText(operands[index]) === word);
  return isEdit ? operands.slice(3).flatMap((word) => imageSet(word) ?? []) : [];
}

/** `name=newName:tag`, `name:tag`, `name=*:tag` and the same with digests. A name without tag or digest sets nothing to pull. */
function imageSet(word: Word): ImageSet | undefined {
  const shape = firstText(word);
  const name = shape.includes("=") ? shape.slice(0, shape.indexOf("=")) : repositoryIn(shape);
  if (name === shape) return undefined;
  // `*` keeps the name from the kustomization.
  const given = (text: string): string => text.replace(/^([^=]*)=\*/, "$1").replace(/^[^=]*=/, "");
  return { name, reference: { ...withText(word, given), written: given(word.written) } };
}
