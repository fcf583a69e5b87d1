// ITV016: what stands after the "@" of a deployed image is not a digest, so it pins nothing.
import { imageFinding } from "./image-finding.ts";
import { deployPhrase, softenedSeverity } from "./phrase.ts";
import type { Rule } from "./rule.ts";
import { violationOf } from "./violation.ts";

export const malformedDigest: Rule = {
  id: "ITV016",
  name: "malformed-digest",
  severity: "error",
  precision: "very-high",
  tags: ["security", "deploy"],
  summary: "A deploy names an image by a digest that is not valid.",
  why: "A digest that was cut, retyped or invented pins nothing: an engine refuses it, and another tool may drop it and deploy by the tag.",
  remedy: "Copy the complete digest: `sha256:` and 64 hex digits in lower case, as printed by the push.",
  onImage(image) {
    if (violationOf(image) !== "malformed") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}. Write name@sha256: and the 64 hex digits, in lower case, that the push printed.`;
    // Without its images, so that no allowance for a repository or tag covers it.
    const { images: _, ...finding } = imageFinding(image, softenedSeverity("error", image), message);
    return finding;
  },
};
