// ITV011: helm's `--set` parses a value of digits as a number, and some short commit SHAs look like one (helm/helm#1707).
import { imageFinding } from "./image-finding.ts";
import { shortened } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const numberProneTag: Rule = {
  id: "ITV011",
  name: "number-prone-tag",
  severity: "note",
  precision: "medium",
  tags: ["deploy"],
  summary: "A short commit SHA in helm --set can be read as a number.",
  why: "About one short SHA in 25 consists of digits only, or of digits around one e. Helm parses it as a number and renders a tag such as `4.4e+07`, so the deploy of that commit fails.",
  remedy: "Use `--set-string` instead of `--set`.",
  onImage(image) {
    if (image.numberProne !== true) return undefined;
    const message = `Job "${image.job}" passes ${image.by} the tag ${shortened(image.written)} with --set, which parses an all-digit short commit SHA as a number. Use --set-string.`;
    return imageFinding(image, "note", message);
  },
};
