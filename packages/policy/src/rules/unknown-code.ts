// ITV017: a command runs code that the check cannot read. If the code names a command that deploys, or a limit of the check was reached, that is
// a warning, or an error with `strict`. Any other code, such as an installer that is downloaded and run, is only counted, and reported
// with `strict`.
import { shortened } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const unknownCode: Rule = {
  id: "ITV017",
  name: "unknown-code",
  severity: "warning",
  precision: "medium",
  tags: ["security", "deploy"],
  summary: "A command runs code that this check cannot read, and that may deploy.",
  why: "What such code deploys is not known: a deploy could be hidden in it, whatever else the job deploys.",
  remedy:
    "Write the deploy as a command of the step or of a script in the repository. If the code deploys no image, accept the finding with a comment and a reason.",
  onUnknownCode({ job, step, place, written, why, likely, mayDeploy }, { settings }) {
    if (!likely && !settings.strict) return undefined;
    const severity = settings.strict && (likely || mayDeploy) ? "error" : "warning";
    const command = shortened(written);
    const message = `Job "${job}" runs ${command}, and ${why}, so this check cannot tell what it deploys. ${REMEDY}`;
    return { severity, message, place, job, step, subject: written };
  },
};

const REMEDY =
  "Write the deploy as a plain command of the step or of a script in the repository, or, if it deploys no image, write # itv-ignore[ITV017] and the reason on the line above.";
