// ITV010: the workflow pushes the image with a commit tag but deploys another tag. A note next to the main finding that names the tag to
// use.
import type { PushedImage } from "@deploy-actions/workflow";
import { pushedName } from "./advice.ts";
import { imageFinding } from "./image-finding.ts";
import { shortened } from "./phrase.ts";
import { pushedFor, solePush } from "./pushed.ts";
import type { RelatedPlace, Rule } from "./rule.ts";
import { type Violation, violationOf } from "./violation.ts";

export const unusedCommitTag: Rule = {
  id: "ITV010",
  name: "unused-commit-tag",
  severity: "note",
  precision: "high",
  tags: ["deploy"],
  summary: "The workflow pushes an image with a commit tag but deploys it by another tag.",
  why: "The immutable tag already exists: the deploy only has to use it.",
  remedy: "Deploy the tag that the note names. If it is valid at that place, `fix: true` writes it.",
  onImage(image, { report }) {
    const violation = violationOf(image);
    const push = violation !== undefined && NAMED.has(violation) && image.own ? pushedFor(image, report) : undefined;
    // The main finding already shows the chain.
    return push && { ...imageFinding(image, "note", advice(push), [origin(push)]), chain: [] };
  },
  onRestart({ job, step, place, what }, { report }) {
    const push = solePush(report);
    return (
      push && { severity: "note", message: advice(push), place, job, step, subject: what, related: [origin(push)] }
    );
  },
};

const NAMED: ReadonlySet<Violation> = new Set(["default", "companion", "untagged", "tag"]);

function advice(push: PushedImage): string {
  return `Job "${push.job}" pushes this image with a commit tag, as ${pushedName(push)}. Deploy that tag.`;
}

function origin({ written, place }: PushedImage): RelatedPlace {
  return { what: `pushed here as ${shortened(written)}`, place };
}
