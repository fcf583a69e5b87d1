// ITV004: a deployed file (compose file, manifest, chart) names one of your own images by a mutable tag.

import { adviceForFile } from "./advice.ts";
import { imageFinding } from "./image-finding.ts";
import { deployPhrase, softenedSeverity } from "./phrase.ts";
import type { Rule } from "./rule.ts";
import { violationOf } from "./violation.ts";

export const mutableCompanion: Rule = {
  id: "ITV004",
  name: "mutable-companion",
  severity: "error",
  precision: "high",
  tags: ["security", "deploy"],
  summary: "A deployed file names one of your own images by a tag that a later push can move.",
  why: "The workflow itself looks harmless, but every run deploys whatever the tag in that file points to at the time.",
  remedy:
    "Set the image in the step: `image: name:${TAG:?}` in a compose file, `kustomize edit set image` for manifests, `--set image.tag=` for a chart, each with the commit SHA or a digest.",
  onImage(image, { report }) {
    if (violationOf(image) !== "companion") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}. ${adviceForFile(image, report)}`;
    return imageFinding(image, softenedSeverity("error", image), message);
  },
};
