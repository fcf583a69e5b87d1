// ITV004: a file that a step deploys (compose file, manifest, chart) names an own image by a tag that can move.
import { breachOf } from "./breach.ts";
import { aboutImage } from "./complaint.ts";
import { insteadOfFile } from "./instead.ts";
import { deployPhrase, softened } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const mutableCompanion: Rule = {
  id: "ITV004",
  name: "mutable-companion",
  severity: "error",
  precision: "high",
  tags: ["security", "deploy"],
  summary: "A file that a step deploys names an own image by a tag that a later push can move.",
  why: "The workflow looks innocent, and still every run of it deploys whatever the tag in that file means on the day.",
  remedy:
    "Let the step say which image: `image: name:${TAG:?}` in a compose file, `kustomize edit set image` for manifests, `--set image.tag=` for a chart, each with the commit SHA or a digest.",
  onImage(image, { report }) {
    if (breachOf(image) !== "companion") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}. ${insteadOfFile(image, report)}`;
    return aboutImage(image, softened("error", image), message);
  },
};
