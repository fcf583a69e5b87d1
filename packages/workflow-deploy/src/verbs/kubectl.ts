// kubectl and similar programs, following the command references of kubectl (https://kubernetes.io/docs/reference/kubectl/generated) and
// oc.
import { type Command, firstText, type Word } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { readOptions, switches } from "../options.ts";
import type { Verb } from "../verb.ts";
import { appliesFiles } from "./kubectl-apply.ts";
import { createsWorkload, runsPod } from "./kubectl-create.ts";
import { processesTemplate } from "./kubectl-oc.ts";
import { patchesObject } from "./kubectl-patch.ts";
import { printsImageless } from "./kubectl-print.ts";
import { restartsRollout } from "./kubectl-rollout.ts";
import { setsImage } from "./kubectl-set-image.ts";
import type { KubectlUse } from "./kubectl-use.ts";
import { buildsKustomization } from "./kustomize.ts";

export const kubectl: Verb = {
  programs: ["kubectl", "oc", "microk8s", "microk8s.kubectl", "k3s", "minikube", "k0s"],
  read(command) {
    const words = wordsOfKubectl(command);
    if (words === undefined) return [];
    const options = readOptions(words, SWITCHES, "anywhere");
    const subcommand = options.operands.map(firstText);
    const found = SUBCOMMANDS.find(({ words }) => words.every((word, index) => word === subcommand[index]));
    if (found === undefined) return [];
    const operands = options.operands.slice(found.words.length);
    const by = `${command.program === "oc" ? "oc" : "kubectl"} ${found.words.join(" ")}`;
    return found.read({ by, command, options, operands });
  },
};

type Subcommand = { readonly words: readonly string[]; read(use: KubectlUse): readonly Effect[] };

/** The first match counts. */
const SUBCOMMANDS: readonly Subcommand[] = [
  { words: ["set", "image"], read: setsImage },
  { words: ["argo", "rollouts", "set", "image"], read: setsImage },
  { words: ["apply"], read: appliesFiles },
  { words: ["replace"], read: appliesFiles },
  { words: ["create", "deployment"], read: createsWorkload },
  { words: ["create", "deploy"], read: createsWorkload },
  { words: ["create", "job"], read: createsWorkload },
  { words: ["create", "cronjob"], read: createsWorkload },
  { words: ["create"], read: appliesFiles },
  { words: ["get"], read: printsImageless },
  { words: ["label"], read: printsImageless },
  { words: ["annotate"], read: printsImageless },
  { words: ["run"], read: runsPod },
  { words: ["patch"], read: patchesObject },
  { words: ["rollout", "restart"], read: restartsRollout },
  { words: ["argo", "rollouts", "restart"], read: restartsRollout },
  { words: ["rollout", "latest"], read: restartsRollout },
  { words: ["kustomize"], read: buildsKustomization },
  { words: ["process"], read: processesTemplate },
  { words: ["new-app"], read: createsWorkload },
];

/** Options that take no value, or take one only after `=`. */
const SWITCHES = switches(
  "-A -R -h -i -q -t -w --all --all-namespaces --allow-missing-template-keys --attach --cascade --command " +
    "--disable-compression --dry-run --edit --enable-helm --expose --force --force-conflicts --help --ignore-not-found " +
    "--insecure-skip-tls-verify --leave-stdin-open --local --match-server-version --no-headers --openapi-patch --overwrite " +
    "--privileged --prune --quiet --record --recursive --rm --save-config --server-side --show-managed-fields --stdin --tty " +
    "--validate --wait --warnings-as-errors --watch",
);

/** The words after `kubectl`, also within another program: `minikube kubectl -- apply`, `k3s kubectl apply`. */
function wordsOfKubectl({ program, args }: Command): readonly Word[] | undefined {
  if (["kubectl", "oc", "microk8s.kubectl"].includes(program)) return args;
  const at = args.findIndex((word) => firstText(word) === "kubectl");
  if (at === -1 || args.slice(0, at).some((word) => !firstText(word).startsWith("-"))) return undefined;
  return firstText(args[at + 1]) === "--" ? args.slice(at + 2) : args.slice(at + 1);
}
