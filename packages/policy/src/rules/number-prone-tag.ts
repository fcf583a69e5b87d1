// ITV011: helm's `--set` reads a value of digits as a number, and now and then a short commit SHA is one (helm/helm#1707).
import { aboutImage } from "./complaint.ts";
import { brief } from "./phrase.ts";
import type { Rule } from "./rule.ts";

export const numberProneTag: Rule = {
  id: "ITV011",
  name: "number-prone-tag",
  severity: "note",
  precision: "medium",
  tags: ["deploy"],
  summary: "A short commit SHA in helm --set can be read as a number.",
  why: "About one short SHA in twenty-five is all digits, or digits around one e: helm makes a number of it, and a tag such as `4.4e+07` of that. The deploy fails on an unlucky commit.",
  remedy: "Write `--set-string` instead of `--set`.",
  onImage(image) {
    if (image.numberProne !== true) return undefined;
    const message = `Job "${image.job}" gives ${image.by} the tag ${brief(image.written)} with --set, which reads a short commit SHA of digits only as a number. Write --set-string.`;
    return aboutImage(image, "note", message);
  },
};
