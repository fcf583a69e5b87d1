// ITV010: the workflow pushes the image under a commit's tag and deploys another: a note that names the tag to use, beside the finding.
import type { DeployedImage, PushedImage } from "@deploy-actions/workflow";
import { type Breach, breachOf } from "./breach.ts";
import { pushedName } from "./instead.ts";
import { brief } from "./phrase.ts";
import { pushedFor, solePush } from "./pushed.ts";
import type { Complaint, Rule } from "./rule.ts";

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
    return push && note(image, push);
  },
  onRestart(restart, { report }) {
    const push = solePush(report);
    return push && note({ ...restart, written: restart.what }, push);
  },
};

type Noted = Pick<DeployedImage, "job" | "step" | "place" | "written">;

const NAMED: ReadonlySet<Breach> = new Set(["default", "companion", "untagged", "tag"]);

function note({ job, step, place, written }: Noted, push: PushedImage): Complaint {
  return {
    severity: "note",
    message: `Job "${push.job}" pushes this image by the commit, as ${pushedName(push)}. Deploy that one.`,
    place,
    job,
    step,
    subject: written,
    related: [{ what: `pushed here as ${brief(push.written)}`, place: push.place }],
  };
}
