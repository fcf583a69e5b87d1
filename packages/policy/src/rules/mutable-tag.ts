// ITV001: a deploy names a tag that a later push can move: latest, an environment or branch name, a version, or any fixed text.

import { adviceForTag } from "./advice.ts";
import { imageFinding } from "./image-finding.ts";
import { deployPhrase, softenedSeverity } from "./phrase.ts";
import type { Rule } from "./rule.ts";
import { violationOf } from "./violation.ts";

export const mutableTag: Rule = {
  id: "ITV001",
  name: "mutable-tag",
  severity: "error",
  precision: "very-high",
  tags: ["security", "deploy"],
  summary: "A deploy names an image by a tag that a later push can move.",
  why: "What runs depends on when the image was pulled: two machines can run different code, a restart can change it, and there is no version to roll back to.",
  remedy: "Deploy by digest (`name@sha256:…`) or by a tag that carries the commit (`name:sha-${{ github.sha }}`).",
  onImage(image, { report }) {
    if (violationOf(image) !== "tag") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}. ${adviceForTag(image, report)}`;
    return imageFinding(image, softenedSeverity("error", image), message);
  },
};
