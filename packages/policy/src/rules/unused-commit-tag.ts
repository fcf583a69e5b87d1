// ITV010: the workflow pushes the image under a commit's tag and deploys another: a note that names the tag to use, beside the finding.
import type { PushedImage } from "@deploy-actions/workflow";
import { type Breach, breachOf } from "./breach.ts";
import { aboutImage } from "./complaint.ts";
import { pushedName } from "./instead.ts";
import { brief } from "./phrase.ts";
import { pushedFor, solePush } from "./pushed.ts";
import type { Mention, Rule } from "./rule.ts";

export const unusedCommitTag: Rule = {
  id: "ITV010",
  name: "unused-commit-tag",
  severity: "note",
  precision: "high",
  tags: ["deploy"],
  summary: "The workflow pushes an image by the commit and deploys it by another tag.",
  why: "The tag that cannot change is already there: the deploy only has to name it.",
  remedy: "Deploy the tag that the note names. Where it can be written at that place, `fix: true` does it.",
  onImage(image, { report }) {
    const breach = breachOf(image);
    const push = breach !== undefined && NAMED.has(breach) && image.own ? pushedFor(image, report) : undefined;
    // The finding beside it shows the chain.
    return push && { ...aboutImage(image, "note", advice(push), [origin(push)]), chain: [] };
  },
  onRestart({ job, step, place, what }, { report }) {
    const push = solePush(report);
    return (
      push && { severity: "note", message: advice(push), place, job, step, subject: what, related: [origin(push)] }
    );
  },
};

const NAMED: ReadonlySet<Breach> = new Set(["default", "companion", "untagged", "tag"]);

function advice(push: PushedImage): string {
  return `Job "${push.job}" pushes this image by the commit, as ${pushedName(push)}. Deploy that one.`;
}

function origin({ written, place }: PushedImage): Mention {
  return { what: `pushed here as ${brief(written)}`, place };
}
