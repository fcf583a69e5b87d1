// ITV006: the repository does not show which image is deployed. This is neither a pass nor a failure: a warning that shows how far the
// value could be traced, or an error with `strict`.
import type { DeployedImage, UnknownFiles } from "@deploy-actions/workflow";
import type { Severity } from "../finding.ts";
import { imageFinding } from "./image-finding.ts";
import { openQuestion } from "./open-question.ts";
import { chainPhrase, deployPhrase, shortened } from "./phrase.ts";
import type { Rule, Settings } from "./rule.ts";
import { violationOf } from "./violation.ts";

export const undecided: Rule = {
  id: "ITV006",
  name: "undecided",
  severity: "warning",
  precision: "medium",
  tags: ["security", "deploy"],
  summary: "The repository does not show which image is deployed.",
  why: "The tag comes from an input, a secret, a file on the server or another source that is known only at run time, so the check cannot tell whether it can change.",
  remedy:
    "Check the actual value at run time: add a step with this action and `images:` before the deploy. It fails the job if the name can change, and resolves this finding.",
  onImage(image, { settings }) {
    if (violationOf(image) !== "undecided") return undefined;
    const { judgement, written } = image;
    const chain = chainPhrase(written, judgement.value.trail);
    const message = `${deployPhrase(image)}, and ${judgement.why}${chain === "" ? "" : `: ${chain}`}. ${CHECK_AT_RUN_TIME}`;
    return imageFinding(image, severityOf(image, settings), message);
  },
  onUnknownFiles(files, { settings }) {
    const { job, step, by, asked, why, place } = files;
    const message = `Job "${job}" deploys ${shortened(asked)} with ${by}, and ${why}, so its images are not known. ${KEEP_OR_CHECK}`;
    return { severity: severityOf(files, settings), message, place, job, step, subject: asked };
  },
};

const CHECK_AT_RUN_TIME =
  "Check the actual value first: a step with immutable-tag-validator and `images:` before the deploy fails if the name can change.";
const KEEP_OR_CHECK =
  "Keep the file in this repository, or check the images in a step with immutable-tag-validator and `images:` before the deploy.";

/** If it isn't even certain that the command deploys, an unknown image is only a note. */
function severityOf({ certainty }: DeployedImage | UnknownFiles, settings: Settings): Severity {
  if (certainty !== "deploy") return "note";
  return openQuestion(settings);
}
