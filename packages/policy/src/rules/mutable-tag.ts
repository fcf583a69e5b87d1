// ITV001: a deploy names a tag that a later push can move: latest, an environment or branch name, a version, any fixed text.
import { breachOf } from "./breach.ts";
import { aboutImage } from "./complaint.ts";
import { insteadOfTag } from "./instead.ts";
import { deployPhrase, softened } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const mutableTag: Rule = {
  id: "ITV001",
  name: "mutable-tag",
  severity: "error",
  precision: "very-high",
  tags: ["security", "deploy"],
  summary: "A deploy names an image by a tag that a later push can move.",
  why: "What runs then depends on when it was pulled: two machines run different code, a restart changes it, and there is nothing to go back to.",
  remedy: "Deploy by digest (`name@sha256:…`) or by a tag that carries the commit (`name:sha-${{ github.sha }}`).",
  onImage(image, { report }) {
    if (breachOf(image) !== "tag") return undefined;
    const message = `${deployPhrase(image)}, and ${image.judgement.why}. ${insteadOfTag(image, report)}`;
    return aboutImage(image, softened("error", image), message);
  },
};
