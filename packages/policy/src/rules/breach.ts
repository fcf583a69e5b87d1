// Decides how a deployed image breaks the policy: exactly one way, so that one image is one finding. The order below is the precedence.
import { type DeployedImage, tagIn, type Value } from "@deploy-actions/workflow";

/**
 * - `overridden`: deployed by a name that can change, until a later command of the same job replaces it.
 * - `default`: the name that can change is what holds when nothing else was given.
 * - `third-party`: somebody else's image, without a digest. `companion`: an own image in a file that the step deploys.
 * - `untagged`, `tag`: an own image in the step itself. `undecided`: only the run knows.
 */
export type Breach = "overridden" | "default" | "third-party" | "companion" | "untagged" | "tag" | "undecided";

/** The way in which an image breaks the policy; undefined for one that cannot change. */
export function breachOf(image: DeployedImage): Breach | undefined {
  const { judgement, file, own } = image;
  if (judgement.verdict === "immutable") return undefined;
  if (judgement.verdict === "undecided") return "undecided";
  if (file?.overriddenAt !== undefined) return "overridden";
  if (isDefault(image)) return "default";
  if (!own) return "third-party";
  if (file !== undefined) return "companion";
  return judgement.class === "untagged" ? "untagged" : "tag";
}

/**
 * The trail belongs to the whole reference, and a fallback for its registry decides nothing. It is the tag's where the tag isn't
 * written out and no alternative without a fallback has the same.
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
