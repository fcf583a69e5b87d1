// `kubectl patch` changes an object: a patch that sets a container's image deploys it; one that only changes the pod's annotations restarts
// it, like `rollout restart`.
import { imagesOfPatch, readYaml } from "@deploy-actions/workflow-companion";
import { type SourcePlace, type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import { filesAt } from "@deploy-actions/workflow-source/command";
import type { Effect } from "../effect.ts";
import { valueFor } from "../options.ts";
import { nameOfObject } from "./kubectl-rollout.ts";
import { isDryRun, type KubectlUse } from "./kubectl-use.ts";

export function patchesObject(use: KubectlUse): readonly Effect[] {
  if (isDryRun(use)) return [];
  const { by, command, options } = use;
  const file = valueFor(options, "--patch-file");
  const inline = valueFor(options, "-p", "--patch");
  const patches = [
    ...(file?.values ?? [])
      .flatMap(({ text }) => filesAt(text, command))
      .flatMap((path) => command.files.read(path) ?? []),
    ...(inline?.values ?? []).map(({ text }) => textAt(text, inline?.place ?? command.place)),
  ];
  const images = patches.flatMap((patch) => imagesOfPatch({ patch, target: undefined }));
  const trail = inline?.values[0]?.trail ?? [];
  if (images.length > 0) {
    return images.map(({ values, written, place }) => ({
      does: "deploy",
      by,
      image: { values: values.map((value) => ({ ...value, trail: [...value.trail, ...trail] })), written, place },
    }));
  }
  return patches.some(touchesPod) ? [{ does: "restart", by, at: command.place, what: nameOfObject(use.operands) }] : [];
}

/** A text whose parts all have the same place. */
function textAt(text: string, place: SourcePlace): Template {
  const writer = new TemplateWriter();
  writer.at(text, 0, text.length, { place: () => place });
  return writer.done();
}

function touchesPod(patch: Template): boolean {
  return readYaml(patch).documents.some((document) => {
    const pod = document.get("spec")?.get("template");
    return pod?.get("metadata")?.get("annotations") !== undefined && pod.get("spec") === undefined;
  });
}
