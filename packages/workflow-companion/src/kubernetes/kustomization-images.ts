// Applies the `images:` of a kustomization, which change the name, tag or digest of images after everything else.
import { valuesIn, writtenIn } from "@deploy-actions/workflow-source";
import { repositoryIn, type Values } from "@deploy-actions/workflow-source/value";
import type { Yaml } from "../yaml.ts";
import type { ManifestImage } from "./manifest.ts";

/** The entries, by the name of the image that they apply to. */
export type ImageRules = ReadonlyMap<string, Yaml>;

/** The key for a complete reference in an edit (kustomization-edit.ts), which kustomize itself would write in parts. */
export const FULL_REFERENCE = "reference";

/** The entries of a kustomization's documents: later documents are edits and replace entries of the same name. */
export function imageRulesIn(documents: readonly Yaml[]): ImageRules {
  const entries = documents.flatMap((document) => document.get("images")?.items() ?? []);
  return new Map(entries.map((entry) => [plain(entry.get("name")) ?? "", entry]));
}

/** The images with the entries applied. The place is that of the tag or digest. */
export function applyImageRules(images: readonly ManifestImage[], rules: ImageRules): readonly ManifestImage[] {
  return images.map((image) => {
    const name = repositoryIn(image.values[0]?.text ?? "");
    const rule = rules.get(name);
    return rule === undefined ? image : { ...image, ...(given(rule, name) ?? renamed(image, name, rule)) };
  });
}

/** Images for entries whose original image is unknown: one for each entry with a tag or digest. */
export function imagesOfRules(rules: ImageRules): readonly ManifestImage[] {
  return [...rules].flatMap(([name, rule]) => {
    const image = given(rule, name);
    return image === undefined
      ? []
      : [{ ...image, name: `image ${name}`, container: undefined, workload: "/", slot: "" }];
  });
}

type Given = Pick<ManifestImage, "values" | "written" | "place">;

function given(rule: Yaml, name: string): Given | undefined {
  const whole = rule.get(FULL_REFERENCE)?.text();
  const digest = rule.get("digest")?.text();
  const text = whole ?? digest ?? rule.get("newTag")?.text();
  if (text === undefined) return undefined;
  const before = whole === undefined ? `${plain(rule.get("newName")) ?? name}${digest === undefined ? ":" : "@"}` : "";
  const values: Values = valuesIn(text.text, text.holes).map((value) => ({ ...value, text: before + value.text }));
  return { values, written: before + writtenIn(text.text, text.written), place: text.place(0, text.text.length) };
}

function renamed({ values }: ManifestImage, name: string, rule: Yaml): Pick<ManifestImage, "values"> {
  const newName = plain(rule.get("newName")) ?? name;
  return { values: values.map((value) => ({ ...value, text: newName + value.text.slice(name.length) })) };
}

function plain(node: Yaml | undefined): string | undefined {
  const text = node?.text();
  return text === undefined ? undefined : valuesIn(text.text, text.holes)[0]?.text;
}
