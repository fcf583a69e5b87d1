// argocd: `app set` and `app create` change what an Argo CD application deploys. Follows its command reference
// (https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd).
import { imagesOfPairs, pairsOf } from "@deploy-actions/workflow-companion";
import { firstText, type Word, withText } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { readOptions, switches, valuesFor } from "../options.ts";
import type { Verb } from "../verb.ts";

export const argocd: Verb = {
  programs: ["argocd"],
  read(command) {
    const options = readOptions(command.args, SWITCHES, "anywhere");
    const [subject, action, ...names] = options.operands.map(firstText);
    if (subject !== "app") return [];
    const by = `argocd app ${action}`;
    if (action === "actions" && names[0] === "run" && names.includes("restart")) {
      return [{ does: "restart", by: "argocd app actions run", at: command.place, what: `application ${names[1]}` }];
    }
    if (action !== "set" && action !== "create") return [];
    const set = valuesFor(options, "--helm-set", "--helm-set-string", "-p", "--parameter").flatMap(pairsOf);
    const images = [
      ...imagesOfPairs(set).map(({ image }) => image),
      ...valuesFor(options, "--kustomize-image").map(imageOf),
    ];
    return images.map((image): Effect => ({ does: "deploy", by, image }));
  },
};

/** `--kustomize-image name=newName:tag`, or without the name. */
function imageOf(word: Word): Word {
  const given = (text: string): string => text.replace(/^[^=]*=/, "");
  return { ...withText(word, given), written: given(word.written) };
}

const SWITCHES = switches(
  "-h --help --core --grpc-web --insecure --plaintext --port-forward --upsert --validate --auto-prune --self-heal --allow-empty " +
    "--directory-recurse --helm-pass-credentials --helm-skip-crds --ignore-missing-value-files --kustomize-force-common-annotation",
);
