// Actions that run kubectl with the arguments in an input, or the script in it: both are in use.
import type { ActionVerb } from "../action-verb.ts";
import { commandLine } from "./command-line.ts";
import { NOTHING } from "./inputs.ts";

const INPUTS: readonly string[] = ["args", "command"];

export const kubectl: ActionVerb = {
  actions: [
    "steebchen/kubectl",
    "actions-hub/kubectl",
    "kodermax/kubectl-aws-eks",
    "ianbelcher/eks-kubectl-action",
    "consensys/kubernetes-action",
    "jberlinsky/kubernetes-action",
    "danielr1996/kubectl-action",
    "colpal/actions-kubectl",
    "statcan/actions/kubectl",
    "wahyd4/kubectl-helm-action",
  ],
  read(step) {
    const given = INPUTS.flatMap((name) => step.input(name) ?? []);
    if (given.length === 0) return NOTHING;
    return {
      effects: [],
      scripts: given.map((shell) =>
        commandLine(step, "runner", namesProgram(shell.template.text) ? [{ shell }] : ["kubectl", { shell }]),
      ),
    };
  },
};

/** True for a complete script, with a line that starts with the program. */
function namesProgram(text: string): boolean {
  return /(?:^|[\n;&|])[ \t]*(?:kubectl|helm|kustomize)\b/.test(text);
}
