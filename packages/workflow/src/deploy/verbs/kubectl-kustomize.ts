// `kubectl kustomize` and `kustomize build` print what a kustomization deploys, and pipes carry that to `kubectl apply -f -`.
import { kustomizationsAt } from "../../companion/manifests.ts";
import { alsoPrinted } from "../../companion/printed.ts";
import { only } from "../../value/value.ts";
import type { Effect } from "../effect.ts";
import type { KubectlUse } from "./kubectl-use.ts";

export function buildsKustomization({ by, command, operands }: KubectlUse): readonly Effect[] {
  const [folder] = operands;
  const companion = kustomizationsAt(folder?.values ?? only("."), folder?.written ?? ".", command);
  return alsoPrinted([{ does: "deploy-files", by, at: folder?.place ?? command.place, companion }]);
}
