// `kubectl create secret … --dry-run=client -o yaml`, `kubectl get secret … -o yaml` and similar commands print objects without images for
// `kubectl apply -f -`.
import { TemplateWriter } from "@deploy-actions/workflow-source";
import { firstText } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { isPrinted, type KubectlUse } from "./kubectl-use.ts";

/** The output, if none of the kinds named in the command has an image; otherwise it is unknown. */
export function printsImageless(use: KubectlUse): readonly Effect[] {
  const kinds = firstText(use.operands[0]).split(",");
  const isKnown = isPrinted(use) && kinds.every((kind) => IMAGELESS.has(kind.replace(/\/.*$/, "").toLowerCase()));
  return isKnown ? [{ does: "print", text: new TemplateWriter().done() }] : [];
}

/** Kinds of the Kubernetes API without a pod template, by the names that kubectl accepts. */
const IMAGELESS: ReadonlySet<string> = new Set(
  `secret secrets configmap configmaps cm namespace namespaces ns serviceaccount serviceaccounts sa role roles rolebinding rolebindings clusterrole
  clusterroles clusterrolebinding clusterrolebindings service services svc ingress ingresses ing networkpolicy networkpolicies netpol quota
  resourcequota resourcequotas limitrange limitranges limits poddisruptionbudget poddisruptionbudgets pdb priorityclass priorityclasses pc
  persistentvolume persistentvolumes pv persistentvolumeclaim persistentvolumeclaims pvc storageclass storageclasses sc endpoints ep
  horizontalpodautoscaler horizontalpodautoscalers hpa`.split(/\s+/),
);
