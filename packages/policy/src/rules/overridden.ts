// ITV008: a manifest is deployed with a tag that can move, and a later command of the job sets the right image: for a while, both run.
import { breachOf } from "./breach.ts";
import { aboutImage } from "./complaint.ts";
import { deployPhrase } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const overridden: Rule = {
  id: "ITV008",
  name: "mutable-before-override",
  severity: "warning",
  precision: "high",
  tags: ["security", "deploy"],
  summary: "A file is deployed with a tag that can move, before a later command sets the right image.",
  why: "Between the two commands the cluster rolls out the wrong image, and stays with it if the job stops there.",
  remedy: "Put the image into the file first (`kustomize edit set image`, `sed`, `envsubst`), and apply it once.",
  onImage(image) {
    if (breachOf(image) !== "overridden") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}; only a later command sets the right image. ${ONCE}`;
    return aboutImage(image, "warning", message);
  },
};

const ONCE =
  "Put the image into the file before it is applied (kustomize edit set image, envsubst), and apply it once.";
