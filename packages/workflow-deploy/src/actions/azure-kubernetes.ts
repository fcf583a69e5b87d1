// Azure/k8s-deploy: applies manifests and replaces images of the same name with its own.
import { type FileImage, manifestsAt } from "@deploy-actions/workflow-companion";
import type { Word } from "@deploy-actions/workflow-source/command";
import { repositoryIn } from "@deploy-actions/workflow-source/value";
import type { ActionStep, ActionVerb } from "../action-verb.ts";
import type { Effect } from "../effect.ts";
import { deploysOf, effects, entriesOf, NOTHING, textOf } from "./inputs.ts";

export const azureKubernetes: ActionVerb = {
  actions: ["azure/k8s-deploy", "azure/k8s-actions/k8s-deploy"],
  read(step) {
    if (/^(?:reject|promote)$/.test(textOf(step.input("action")) ?? "")) return NOTHING;
    const images = entriesOf(step.input("images"));
    const manifests = entriesOf(step.input("manifests"), "\n,");
    return effects(...manifests.map((manifest) => applied(step, manifest, images)), ...deploysOf(step.name, images));
  },
};

function applied(step: ActionStep, manifest: Word, images: readonly Word[]): Effect {
  const around = { host: "runner" as const, directory: step.directory, files: step.files };
  const companion = manifestsAt(manifest.values, manifest.written, around, "folder");
  const replaced = companion.images.map((image) => withReplacement(image, images));
  return { does: "deploy-files", by: step.name, at: manifest.place, companion: { ...companion, images: replaced } };
}

/** The manifest with the tag given by the step. */
function withReplacement(image: FileImage, given: readonly Word[]): FileImage {
  const name = nameOf(image);
  const replacement = name === undefined ? undefined : given.find((one) => nameOf(one) === name);
  return replacement === undefined ? image : { ...image, values: replacement.values };
}

function nameOf({ values: [first] }: Pick<Word, "values">): string | undefined {
  return first === undefined ? undefined : repositoryIn(first.text) || undefined;
}
