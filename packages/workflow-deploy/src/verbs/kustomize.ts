// kustomize: `build` prints what a kustomization deploys, `edit set image` writes an image into one. Follows its command reference
// (https://kubectl.docs.kubernetes.io/references/kustomize/cmd).
import { kustomizationsAt } from "@deploy-actions/workflow-companion";
import { firstText } from "@deploy-actions/workflow-source/command";
import { only } from "@deploy-actions/workflow-source/value";
import { alsoPrinted, type Effect } from "../effect.ts";
import { readOptions, switches } from "../options.ts";
import { imagesSetBy } from "../text-edit/kustomize-call.ts";
import type { Verb } from "../verb.ts";
import type { KubectlUse } from "./kubectl-use.ts";

export const kustomize: Verb = {
  programs: ["kustomize"],
  read(command) {
    const options = readOptions(command.args, SWITCHES, "anywhere");
    if (firstText(options.operands[0]) === "build") {
      return buildsKustomization({ by: "kustomize build", command, options, operands: options.operands.slice(1) });
    }
    return imagesSetBy(command.args).map(({ reference: image }) => ({
      does: "deploy",
      by: "kustomize edit set image",
      image,
    }));
  },
};

/** `kubectl kustomize` and `kustomize build` print what a kustomization deploys, usually for `kubectl apply -f -`. */
export function buildsKustomization({ by, command, operands }: KubectlUse): readonly Effect[] {
  const [folder] = operands;
  const companion = kustomizationsAt(folder?.values ?? only("."), folder?.written ?? ".", command);
  return alsoPrinted([{ does: "deploy-files", by, at: folder?.place ?? command.place, companion }]);
}

const SWITCHES = switches(
  "-h --help --enable-alpha-plugins --enable-helm --enable-exec --as-current-user --enable-managedby-label",
);
