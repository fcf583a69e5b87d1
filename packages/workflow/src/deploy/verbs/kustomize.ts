// kustomize: `build` prints what a kustomization deploys, `edit set image` writes an image into one. After its command reference
// (https://kubectl.docs.kubernetes.io/references/kustomize/cmd).
import { shapeOf } from "../command.ts";
import { imagesSetBy } from "../text-edit/kustomize-call.ts";
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
    return imagesSetBy(command.args).map(({ reference: image }) => ({
      does: "deploy",
      by: "kustomize edit set image",
      image,
    }));
  },
};

const SWITCHES = switches(
  "-h --help --enable-alpha-plugins --enable-helm --enable-exec --as-current-user --enable-managedby-label",
);
