// ITV009: an image is built on the machine that runs it. No name can change there, but nobody else has ever seen what runs.
import type { Rule } from "./rule.ts";

export const targetBuild: Rule = {
  id: "ITV009",
  name: "target-build",
  severity: "note",
  precision: "high",
  tags: ["deploy"],
  summary: "An image is built on the machine that runs it.",
  why: "What runs was never tested or scanned, differs from machine to machine, and cannot be deployed a second time.",
  remedy: "Build and push in CI, by the commit SHA, and let the machine pull that.",
  onTargetBuild({ job, step, by, place, at }) {
    const message = `Job "${job}" builds the image where it runs, with ${by}, so what runs was never tested and cannot be deployed again. Build it in CI, push it by the commit SHA, and deploy that.`;
    const related = [{ what: `built by ${by}`, place: at }];
    return { severity: "note", message, place, job, step, subject: by, related };
  },
};
