// ITV003: the tag that can move is a default, what holds when nobody gave another: `${TAG:-latest}`, an input's `default:`, `|| 'latest'`.
// An error wherever it can come to that: not where something else always was given, as far as the repository tells.
import type { DeployedImage } from "@deploy-actions/workflow";
import type { Severity } from "../finding.ts";
import { breachOf } from "./breach.ts";
import { aboutImage } from "./complaint.ts";
import { defaultPhrase, softened } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const mutableDefault: Rule = {
  id: "ITV003",
  name: "mutable-default",
  severity: "error",
  precision: "high",
  tags: ["security", "deploy"],
  summary: "A deploy falls back to a tag that a later push can move.",
  why: "The default is what runs on the day when a variable is misspelt or an input left empty, and nobody notices.",
  remedy:
    "Make the value required: `${TAG:?not set}` in shell and compose files; `required: true` without `default:` for an input; no `|| 'latest'`.",
  onImage(image) {
    if (breachOf(image) !== "default") return undefined;
    const fallback = image.judgement.value.trail.find((hop) => hop.fallback === true);
    const message = `${defaultPhrase(image, fallback)}, and ${image.judgement.why}. ${REQUIRE}`;
    return aboutImage(image, severityOf(image), message);
  },
};

const REQUIRE =
  "Let nothing stand in for a missing tag: ${TAG:?not set} in shell and compose, required: true without default: for an input.";

function severityOf(image: DeployedImage): Severity {
  return image.own ? softened("error", image) : "warning";
}
