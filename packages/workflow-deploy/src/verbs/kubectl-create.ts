// `kubectl run` and `kubectl create deployment|job|cronjob` create a workload from images named in the command.
import { firstText } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { isOn, valuesFor } from "../options.ts";
import { isDryRun, isPrinted, type KubectlUse } from "./kubectl-use.ts";

export function createsWorkload(use: KubectlUse): readonly Effect[] {
  if (isDryRun(use) && !isPrinted(use)) return [];
  // `oc new-app` has additional names for the option.
  const images = valuesFor(use.options, "--image", "--docker-image", "--container-image");
  return images.flatMap((image) => (firstText(image) === "" ? [] : [{ does: "deploy", by: use.by, image }]));
}

/** A pod that is removed when it ends is a tool, like `docker run --rm`. */
export function runsPod(use: KubectlUse): readonly Effect[] {
  if (!isOn(use.options, "--rm")) return createsWorkload(use);
  if (isDryRun(use)) return [];
  return valuesFor(use.options, "--image").map((image) => ({
    does: "start",
    by: use.by,
    image,
    stays: false,
    throwaway: true,
  }));
}
