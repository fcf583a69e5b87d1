// Azure/k8s-deploy: applies manifests with images of its own in place of those of the same name.
import type { ActionVerb } from "../action-verb.ts";
import { commandLine } from "./command-line.ts";
import { deploysOf, entriesOf, textOf } from "./inputs.ts";

export const azureKubernetes: ActionVerb = {
  actions: ["azure/k8s-deploy", "azure/k8s-actions/k8s-deploy"],
  read(step) {
    if (/^(?:reject|promote)$/.test(textOf(step.input("action")) ?? "")) return { effects: [], scripts: [] };
    const images = deploysOf(step.name, entriesOf(step.input("images")));
    const manifests = step.input("manifests");
    if (manifests === undefined) return { effects: images, scripts: [] };
    const apply = commandLine(step, "runner", ["kubectl apply", { flag: "-f", each: manifests, separators: "\n," }]);
    return { effects: images, scripts: [apply] };
  },
};
