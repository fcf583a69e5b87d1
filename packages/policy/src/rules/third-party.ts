// ITV005: a third-party image is deployed without a digest. A separate rule with a warning, because the publisher moves the tag and not
// this team.
import { type DeployedImage, repositoryIn, shown } from "@deploy-actions/workflow";
import { imageFinding } from "./image-finding.ts";
import { deployPhrase, shortened } from "./phrase.ts";
import type { Rule } from "./rule.ts";
import { violationOf } from "./violation.ts";

export const thirdParty: Rule = {
  id: "ITV005",
  name: "third-party",
  severity: "warning",
  precision: "high",
  tags: ["security", "deploy", "supply-chain"],
  summary: "A third-party image is deployed without a digest.",
  why: "Anyone who can push to that repository, its maintainers or someone with stolen credentials, decides what runs here after the next pull. Even version tags are moved, for example for security fixes.",
  remedy:
    "Write `name:tag@sha256:…`; `docker buildx imagetools inspect name:tag` prints the digest, and Renovate or Dependabot keep it current. Or allow the image in `.github/immutable-tags.yml`.",
  onImage(image) {
    if (violationOf(image) !== "third-party") return undefined;
    const message = `${deployPhrase(image)}, a third-party image without a digest, so its publisher decides what runs. ${pinning(image)}`;
    return imageFinding(image, "warning", message);
  },
};

function pinning({ judgement }: DeployedImage): string {
  const text = shown(judgement.value.text);
  const isVersioned = judgement.verdict === "mutable" && judgement.class !== "latest" && judgement.class !== "untagged";
  const tagged = shortened(isVersioned ? text : `${repositoryIn(text)}:<version>`);
  return `Write ${tagged}@sha256:…; docker buildx imagetools inspect ${tagged} prints the digest.`;
}
