// ITV002: a deploy names an image with neither tag nor digest, which means the tag `latest`.
import { breachOf } from "./breach.ts";
import { aboutImage } from "./complaint.ts";
import { insteadOfTag } from "./instead.ts";
import { deployPhrase, softened } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const untagged: Rule = {
  id: "ITV002",
  name: "untagged",
  severity: "error",
  precision: "very-high",
  tags: ["security", "deploy"],
  summary: "A deploy names an image without tag or digest, which means latest.",
  why: "A name without a tag is not pinned to anything: the registry answers with whatever was pushed as `latest` last.",
  remedy: "Deploy by digest (`name@sha256:…`) or by a tag that carries the commit (`name:sha-${{ github.sha }}`).",
  onImage(image, { report }) {
    if (breachOf(image) !== "untagged") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}. ${insteadOfTag(image, report)}`;
    return aboutImage(image, softened("error", image), message);
  },
};
