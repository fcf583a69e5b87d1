// ITV005: somebody else's image is deployed without a digest. Its own rule, and a warning: its publisher moves the tag, not this team.
import { type DeployedImage, repositoryIn, shown } from "@deploy-actions/workflow";
import { breachOf } from "./breach.ts";
import { aboutImage } from "./complaint.ts";
import { brief, deployPhrase } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const thirdParty: Rule = {
  id: "ITV005",
  name: "third-party",
  severity: "warning",
  precision: "high",
  tags: ["security", "deploy", "supply-chain"],
  summary: "Somebody else's image is deployed without a digest.",
  why: "Whoever can push to that repository, its maintainer or a thief of their password, decides what runs here on the next pull. Even version tags are moved, for security fixes.",
  remedy:
    "Write `name:tag@sha256:…`; `docker buildx imagetools inspect name:tag` prints the digest, and Renovate or Dependabot keep it current. Or allow the image in `.github/immutable-tags.yml`.",
  onImage(image) {
    if (breachOf(image) !== "third-party") return undefined;
    const message = `${deployPhrase(image)}, somebody else's image without a digest, so its publisher decides what runs. ${pinning(image)}`;
    return aboutImage(image, "warning", message);
  },
};

function pinning({ judgement }: DeployedImage): string {
  const text = shown(judgement.value.text);
  const isVersioned = judgement.verdict === "mutable" && judgement.class !== "latest" && judgement.class !== "untagged";
  const tagged = brief(isVersioned ? text : `${repositoryIn(text)}:<version>`);
  return `Write ${tagged}@sha256:…; docker buildx imagetools inspect ${tagged} prints the digest.`;
}
