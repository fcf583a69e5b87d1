// ITV007: what runs is restarted so that it pulls its image again by the name it has: a deploy of whatever that name means now.
import { insteadOfRestart } from "./instead.ts";
import { brief, softened } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const restart: Rule = {
  id: "ITV007",
  name: "mutable-restart",
  severity: "error",
  precision: "high",
  tags: ["security", "deploy"],
  summary: "A restart pulls an image again by the name it has, as a deploy.",
  why: "A restart that brings new code only works because the name can change. No record says what was deployed, and a node that restarts by itself deploys too.",
  remedy:
    "Name the image: `kubectl set image`, `docker service update --image`, a new task definition, each with the commit SHA or a digest. A rollout follows by itself.",
  onRestart(found, { report }) {
    const { job, step, by, what, place } = found;
    const does = found.certainty === "deploy" ? "restarts" : "may restart";
    const message = `Job "${job}" ${does} ${brief(what)} with ${by}, and what comes up is whatever its tag means by then. ${insteadOfRestart(found, report)}`;
    return { severity: softened("error", found), message, place, job, step, subject: what };
  },
};
