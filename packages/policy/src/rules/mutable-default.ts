// ITV003: the mutable tag is a default that is used when no other value is given: `${TAG:-latest}`, an input's `default:`, `|| 'latest'`.
// It is an error wherever the default can be used, but not if the repository shows that another value is always given.
import type { DeployedImage } from "@deploy-actions/workflow";
import type { Severity } from "../finding.ts";
import { imageFinding } from "./image-finding.ts";
import { defaultPhrase, softenedSeverity } from "./phrase.ts";
import type { Rule } from "./rule.ts";
import { violationOf } from "./violation.ts";

export const mutableDefault: Rule = {
  id: "ITV003",
  name: "mutable-default",
  severity: "error",
  precision: "high",
  tags: ["security", "deploy"],
  summary: "A deploy falls back to a tag that a later push can move.",
  why: "If a variable is misspelled or an input is left empty, the default is deployed without any warning.",
  remedy:
    "Make the value required: `${TAG:?not set}` in shell and compose files; `required: true` without `default:` for an input; no `|| 'latest'`.",
  onImage(image) {
    if (violationOf(image) !== "default") return undefined;
    const fallback = image.judgement.value.trail.find((hop) => hop.fallback === true);
    const message = `${defaultPhrase(image, fallback)}, and ${image.judgement.why}. ${REQUIRE}`;
    return imageFinding(image, severityOf(image), message);
  },
};

const REQUIRE =
  "Require the tag instead of using a default: ${TAG:?not set} in shell and compose, required: true without default: for an input.";

function severityOf(image: DeployedImage): Severity {
  return image.own ? softenedSeverity("error", image) : "warning";
}
