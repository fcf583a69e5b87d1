// ITV007: a restart pulls the image again by its current name, which deploys whatever that name now points to.
import { adviceForRestart } from "./advice.ts";
import { shortened, softenedSeverity } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const restart: Rule = {
  id: "ITV007",
  name: "mutable-restart",
  severity: "error",
  precision: "high",
  tags: ["security", "deploy"],
  summary: "A restart is used as a deploy: it pulls the image again by the same name.",
  why: "A restart can only bring new code if the name can change. There is no record of what was deployed, and a node that restarts by itself deploys too.",
  remedy:
    "Set the image: `kubectl set image`, `docker service update --image`, a new task definition, each with the commit SHA or a digest. This starts the rollout.",
  onRestart(found, { report }) {
    const { job, step, by, what, place } = found;
    const does = found.certainty === "deploy" ? "restarts" : "may restart";
    const message = `Job "${job}" ${does} ${shortened(what)} with ${by}, which then runs whatever its tag points to at that time. ${adviceForRestart(found, report)}`;
    return { severity: softenedSeverity("error", found), message, place, job, step, subject: what };
  },
};
