// ITV008: a manifest is deployed with a mutable tag before a later command of the job sets the right image, so the wrong image runs for a
// while.

import { imageFinding } from "./image-finding.ts";
import { deployPhrase } from "./phrase.ts";
import type { Rule } from "./rule.ts";
import { violationOf } from "./violation.ts";

export const overridden: Rule = {
  id: "ITV008",
  name: "mutable-before-override",
  severity: "warning",
  precision: "high",
  tags: ["security", "deploy"],
  summary: "A file is deployed with a tag that can move, before a later command sets the right image.",
  why: "Between the two commands the cluster rolls out the wrong image, and keeps it if the job stops there.",
  remedy: "Set the image in the file first (`kustomize edit set image`, `sed`, `envsubst`), and apply it once.",
  onImage(image) {
    if (violationOf(image) !== "overridden") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}; only a later command sets the right image. ${ONCE}`;
    return imageFinding(image, "warning", message);
  },
};

const ONCE = "Set the image in the file before it is applied (kustomize edit set image, envsubst), and apply it once.";
