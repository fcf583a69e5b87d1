// kustomize: `build` prints what a kustomization deploys, `edit set image` writes an image into one. After its command reference
// (https://kubectl.docs.kubernetes.io/references/kustomize/cmd).
import { kustomizationIn } from "../../companion/kustomization.ts";
import { type ImageSet, withImagesSet } from "../../companion/kustomization-edit.ts";
import type { Template } from "../../source/template.ts";
import { repositoryIn } from "../../value/judge.ts";
import { type Command, shapeOf, type Word, withText } from "../command.ts";
import type { Verb } from "../verb.ts";
import { buildsKustomization } from "./kubectl-kustomize.ts";
import { readOptions, switches } from "./options.ts";

export const kustomize: Verb = {
  programs: ["kustomize"],
  read(command) {
    const options = readOptions(command.args, SWITCHES, "anywhere");
    if (shapeOf(options.operands[0]) === "build") {
      return buildsKustomization({ by: "kustomize build", command, options, operands: options.operands.slice(1) });
    }
    return imagesSet(command).map(({ reference: image }) => ({
      does: "deploy",
      by: "kustomize edit set image",
      image,
    }));
  },
};

/** The kustomization of the command's folder as `kustomize edit set image` leaves it; undefined for every other command. */
export function editedKustomization(command: Command): { path: string; template: Template } | undefined {
  const { files, directory } = command;
  const sets = command.program === "kustomize" ? imagesSet(command) : [];
  const path = sets.length === 0 || directory === undefined ? undefined : kustomizationIn(directory, files);
  const template = path === undefined ? undefined : files.read(path);
  return path === undefined || template === undefined ? undefined : { path, template: withImagesSet(template, sets) };
}

const SWITCHES = switches(
  "-h --help --enable-alpha-plugins --enable-helm --enable-exec --as-current-user --enable-managedby-label",
);

function imagesSet(command: Command): readonly ImageSet[] {
  const { operands } = readOptions(command.args, SWITCHES, "anywhere");
  const isEdit = ["edit", "set", "image"].every((word, index) => shapeOf(operands[index]) === word);
  return isEdit ? operands.slice(3).flatMap((word) => imageSet(word) ?? []) : [];
}

/** `name=newName:tag`, `name:tag`, `name=*:tag` and the same with digests. A name alone sets nothing that a deploy would pull by. */
function imageSet(word: Word): ImageSet | undefined {
  const shape = shapeOf(word);
  const name = shape.includes("=") ? shape.slice(0, shape.indexOf("=")) : repositoryIn(shape);
  if (name === shape) return undefined;
  // `*` keeps the name that the kustomization has.
  const given = (text: string): string => text.replace(/^([^=]*)=\*/, "$1").replace(/^[^=]*=/, "");
  return { name, reference: { ...withText(word, given), written: given(word.written) } };
}
