// ITV006: the repository does not tell which image is deployed. Neither pass nor fail: a warning that shows how far the value could be
// followed, and an error only where somebody asked for that.
import type { DeployedImage, UnknownFiles } from "@deploy-actions/workflow";
import type { Severity } from "../finding.ts";
import { breachOf } from "./breach.ts";
import { aboutImage } from "./complaint.ts";
import { brief, chainPhrase, deployPhrase } from "./phrase.ts";
import type { Rule, Settings } from "./rule.ts";

export const undecided: Rule = {
  id: "ITV006",
  name: "undecided",
  severity: "warning",
  precision: "medium",
  tags: ["security", "deploy"],
  summary: "The repository does not tell which image is deployed.",
  why: "The tag comes from an input, a secret, a file on the server or another place that only the run sees, so nothing here can promise that it cannot change.",
  remedy:
    "Check the real value in the run: this action with `images:` in a step before the deploy fails the job on a name that can change, and settles this finding.",
  onImage(image, { settings }) {
    if (breachOf(image) !== "undecided") return undefined;
    const { judgement, written } = image;
    const chain = chainPhrase(written, judgement.value.trail);
    const message = `${deployPhrase(image)}, and ${judgement.why}${chain === "" ? "" : `: ${chain}`}. ${GUARD}`;
    return aboutImage(image, severityOf(image, settings), message);
  },
  onUnknownFiles(files, { settings }) {
    const { job, step, by, asked, why, place } = files;
    const message = `Job "${job}" deploys ${brief(asked)} with ${by}, and ${why}, so the images in it are not known. ${KEEP}`;
    return { severity: severityOf(files, settings), message, place, job, step, subject: asked };
  },
};

const GUARD =
  "Check the real value first: a step with immutable-tag-validator and `images:` before the deploy fails on a name that can change.";
const KEEP =
  "Keep the file in this repository, or let a step with immutable-tag-validator and `images:` check the images before the deploy.";

/** Where it isn't even sure that this deploys, two unknowns are worth no more than a note. */
function severityOf({ certainty }: DeployedImage | UnknownFiles, { strict }: Settings): Severity {
  if (certainty !== "deploy") return "note";
  return strict ? "error" : "warning";
}
