// kustomize: `build` prints what a kustomization deploys, `edit set image` writes an image into one. After its command reference
// (https://kubectl.docs.kubernetes.io/references/kustomize/cmd).
import { shapeOf, type Word, withText } from "../command.ts";
import type { Verb } from "../verb.ts";
import { buildsKustomization } from "./kubectl-kustomize.ts";
import { readOptions, switches } from "./options.ts";

export const kustomize: Verb = {
  programs: ["kustomize"],
  read(command) {
    const options = readOptions(command.args, SWITCHES, "anywhere");
    const [first, second, third] = options.operands.map(shapeOf);
    if (first === "build") {
      return buildsKustomization({ by: "kustomize build", command, options, operands: options.operands.slice(1) });
    }
    if (first !== "edit" || second !== "set" || third !== "image") return [];
    const images = options.operands.slice(3).flatMap((word) => imageSet(word) ?? []);
    return images.map((image) => ({ does: "deploy", by: "kustomize edit set image", image }));
  },
};

const SWITCHES = switches(
  "-h --help --enable-alpha-plugins --enable-helm --enable-exec --as-current-user --enable-managedby-label",
);

/** `name=newName:tag`, `name:tag`, `name=*:tag` and the same with digests. A name alone sets nothing that a deploy would pull by. */
function imageSet(word: Word): Word | undefined {
  const shape = shapeOf(word);
  if (!/[:@]/.test(shape.slice(shape.lastIndexOf("/") + 1)) && !shape.includes("=")) return undefined;
  // `*` keeps the name that the kustomization has.
  const given = (text: string): string => text.replace(/^([^=]*)=\*/, "$1").replace(/^[^=]*=/, "");
  return { ...withText(word, given), written: given(word.written) };
}
