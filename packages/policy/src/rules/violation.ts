// Decides how a deployed image breaks the policy. Each image gets exactly one answer, so it produces one finding; the checks below are in
// order of precedence.
import { type DeployedImage, tagIn, type Value } from "@deploy-actions/workflow";

/**
 * - `malformed`: what stands after the "@" is not a digest.
 * - `overridden`: deployed by a mutable name that a later command of the same job replaces.
 * - `default`: the mutable name is a default, used when no other value is given.
 * - `third-party`: an image of another publisher without a digest. `companion`: your own image, named in a deployed file.
 * - `untagged`, `tag`: your own image, named in the step. `undecided`: known only at run time.
 */
export type Violation =
  | "malformed"
  | "overridden"
  | "default"
  | "third-party"
  | "companion"
  | "untagged"
  | "tag"
  | "undecided";

/** How an image breaks the policy; undefined for an immutable image. */
export function violationOf(image: DeployedImage): Violation | undefined {
  const { judgement, file, own } = image;
  if (judgement.verdict === "immutable") return undefined;
  if (judgement.verdict === "undecided") return "undecided";
  if (judgement.class === "malformed") return "malformed";
  if (file?.overriddenAt !== undefined) return "overridden";
  if (isDefault(image)) return "default";
  if (!own) return "third-party";
  if (file !== undefined) return "companion";
  return judgement.class === "untagged" ? "untagged" : "tag";
}

/**
 * The trail belongs to the complete reference, and a fallback for the registry does not matter. A fallback belongs to the tag if the tag is
 * not literal and no alternative without a fallback has the same tag.
 */
function isDefault({ judgement, values, written }: DeployedImage): boolean {
  const { value } = judgement;
  if (!hasFallback(value)) return false;
  const tag = tagIn(value.text);
  if (tag === "" || written.endsWith(tag)) return false;
  return !values.some((other) => !hasFallback(other) && tagIn(other.text) === tag);
}

function hasFallback({ trail }: Value): boolean {
  return trail.some(({ fallback }) => fallback === true);
}
