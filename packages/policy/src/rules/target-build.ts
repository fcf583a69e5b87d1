// ITV009: an image is built on the machine that runs it. Its name cannot change, but the image was never tested.
import type { Rule } from "./rule.ts";

export const targetBuild: Rule = {
  id: "ITV009",
  name: "target-build",
  severity: "note",
  precision: "high",
  tags: ["deploy"],
  summary: "An image is built on the machine that runs it.",
  why: "The image was never tested or scanned, differs from machine to machine, and cannot be deployed again.",
  remedy: "Build the image in CI, push it with the commit SHA as its tag, and let the machine pull it.",
  onTargetBuild({ job, step, by, place, at }) {
    const message = `Job "${job}" builds the image with ${by} on the machine that runs it, so it was never tested and cannot be deployed again. Build it in CI, push it with the commit SHA as its tag, and deploy that tag.`;
    const related = [{ what: `built by ${by}`, place: at }];
    return { severity: "note", message, place, job, step, subject: by, related };
  },
};
