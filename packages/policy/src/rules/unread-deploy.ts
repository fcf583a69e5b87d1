// ITV014: a job deploys by means that nothing could be read from. Neither pass nor fail: a warning that names the commands, so that nobody
// takes "no errors" for "looked at", and an error where somebody asked for that.
import { brief } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const unreadDeploy: Rule = {
  id: "ITV014",
  name: "unread-deploy",
  severity: "warning",
  precision: "medium",
  tags: ["security", "deploy"],
  summary: "A job deploys by means that are not understood.",
  why: "No image could be read from its commands, so nothing here can promise that what they deploy cannot change.",
  remedy:
    "Check the real images in the run: this action with `images:` in a step before the deploy. For a job that deploys no image, name it in `build-jobs`, or let the finding stay with a comment and its reason.",
  onUnread({ job, step, place, commands, sure }, { settings }) {
    const named = commands.slice(0, NAMED).map(({ written }) => brief(written));
    const more = commands.length > NAMED ? [`${commands.length - NAMED} more`] : [];
    const list = [...named, ...more];
    const last = list.pop() ?? "";
    const means = list.length === 0 ? last : `${list.join(", ")} and ${last}`;
    const message = `Job "${job}" ${sure ? "deploys" : "seems to deploy"} by means that are not understood (${means}), so the images are not known. ${REMEDY}`;
    return {
      severity: settings.strict ? "error" : "warning",
      message,
      place,
      job,
      step,
      subject: named[0] ?? job,
      related: commands
        .slice(1)
        .map(({ written, place: at }) => ({ what: `not understood: ${brief(written)}`, place: at })),
    };
  },
};

/** Commands that the message names one by one. */
const NAMED = 3;

const REMEDY =
  "Check them first: a step with immutable-tag-validator and `images:` before the deploy. If no image is deployed here, name the job in `build-jobs`, or write # itv-ignore[ITV014] and the reason on the line above.";
