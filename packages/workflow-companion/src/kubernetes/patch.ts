// Applies patches to the images of manifests: strategic merge patches and JSON patches (RFC 6902), as used by `kubectl patch` and
// kustomize. Only changes to images are considered.
import { type Template, valuesIn, writtenIn } from "@deploy-actions/workflow-source";
import { soleText } from "@deploy-actions/workflow-source/value";
import { readYaml, type Yaml } from "../yaml.ts";
import { type ManifestImage, readManifest } from "./manifest.ts";

/** `target` is `kind/name`, if the kustomization specifies the object; omitted parts are empty. */
export type Patch = { readonly patch: Template; readonly target: string | undefined };

/** The images after all patches. */
export function applyPatches(images: readonly ManifestImage[], patches: readonly Patch[]): readonly ManifestImage[] {
  return patches.reduce((before, patch) => {
    const given = imagesOfPatch(patch);
    const isReplaced = (image: ManifestImage): boolean => given.some((one) => replaces(one, image));
    return [...before.filter((image) => !isReplaced(image)), ...given];
  }, images);
}

/** The images that a patch sets. */
export function imagesOfPatch({ patch, target }: Patch): readonly ManifestImage[] {
  const operations = readYaml(patch).documents.flatMap((document) => document.items());
  if (operations.length > 0) return operations.flatMap((operation) => imageOfOperation(operation, target ?? ""));
  const { images } = readManifest(patch);
  return target === undefined ? images : images.map((image) => ({ ...image, workload: target }));
}

function imageOfOperation(operation: Yaml, workload: string): readonly ManifestImage[] {
  const slot = soleOf(operation.get("path")) ?? "";
  const value = operation.get("value")?.text();
  if (!slot.endsWith("/image") || value === undefined || !/^(?:add|replace)$/.test(soleOf(operation.get("op")) ?? ""))
    return [];
  const values = valuesIn(value.text, value.holes);
  const place = value.place(0, value.text.length);
  const written = writtenIn(value.text, value.written);
  return [{ values, written, place, name: `container at ${slot}`, container: undefined, workload, slot }];
}

function replaces(given: ManifestImage, image: ManifestImage): boolean {
  if (!isSameWorkload(given.workload, image.workload)) return false;
  return given.container === undefined ? given.slot === image.slot : given.container === image.container;
}

/** An omitted part matches everything. */
function isSameWorkload(target: string, workload: string): boolean {
  const [kind = "", name = ""] = target.split("/");
  const [ofKind = "", ofName = ""] = workload.split("/");
  return (kind === "" || kind === ofKind) && (name === "" || name === ofName);
}

function soleOf(node: Yaml | undefined): string | undefined {
  const text = node?.text();
  return text === undefined ? undefined : soleText(valuesIn(text.text, text.holes));
}
