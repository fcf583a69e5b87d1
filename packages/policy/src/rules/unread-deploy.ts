// ITV014: a job deploys in a way that the check does not understand. This is neither a pass nor a failure: a warning that names the
// commands, so that "no errors" is not mistaken for "everything was checked", or an error with `strict`.
import { openQuestion } from "./open-question.ts";
import { shortened } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const unreadDeploy: Rule = {
  id: "ITV014",
  name: "unread-deploy",
  severity: "warning",
  precision: "medium",
  tags: ["security", "deploy"],
  summary: "A job deploys in a way that this check does not understand.",
  why: "No image was found in its commands, so the check cannot tell whether the images they deploy can change.",
  remedy:
    "Check the actual images at run time: add a step with this action and `images:` before the deploy. If the job deploys no image, list it in `build-jobs`, or accept the finding with a comment and a reason.",
  onUnread({ job, step, place, commands, sure, isBeside }, { settings }) {
    if (isBeside === true && !settings.strict) return undefined;
    const named = commands.slice(0, LISTED_LIMIT).map(({ written }) => shortened(written));
    const more = commands.length > LISTED_LIMIT ? [`${commands.length - LISTED_LIMIT} more`] : [];
    const list = [...named, ...more];
    const last = list.pop() ?? "";
    const means = list.length === 0 ? last : `${list.join(", ")} and ${last}`;
    const message = `Job "${job}" ${sure ? "deploys" : "seems to deploy"} in a way that this check does not understand (${means}), so its images are not known. ${REMEDY}`;
    return {
      severity: openQuestion(settings),
      message,
      place,
      job,
      step,
      subject: named[0] ?? job,
      related: commands
        .slice(1)
        .map(({ written, place: at }) => ({ what: `not understood: ${shortened(written)}`, place: at })),
    };
  },
};

/** Number of commands that the message lists. */
const LISTED_LIMIT = 3;

const REMEDY =
  "Check them first in a step with immutable-tag-validator and `images:` before the deploy. If the job deploys no image, list it in `build-jobs`, or write # itv-ignore[ITV014] and the reason on the line above.";
