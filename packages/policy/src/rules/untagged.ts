// ITV002: a deploy names an image without a tag or digest, which means the tag `latest`.

import { adviceForTag } from "./advice.ts";
import { imageFinding } from "./image-finding.ts";
import { deployPhrase, softenedSeverity } from "./phrase.ts";
import type { Rule } from "./rule.ts";
import { violationOf } from "./violation.ts";

export const untagged: Rule = {
  id: "ITV002",
  name: "untagged",
  severity: "error",
  precision: "very-high",
  tags: ["security", "deploy"],
  summary: "A deploy names an image without a tag or digest, which means latest.",
  why: "A name without a tag is not pinned to anything: the registry returns whatever was last pushed as `latest`.",
  remedy: "Deploy by digest (`name@sha256:…`) or by a tag that carries the commit (`name:sha-${{ github.sha }}`).",
  onImage(image, { report }) {
    if (violationOf(image) !== "untagged") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}. ${adviceForTag(image, report)}`;
    return imageFinding(image, softenedSeverity("error", image), message);
  },
};
