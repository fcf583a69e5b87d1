// kubeseal turns a Secret into a SealedSecret, which runs nothing (https://github.com/bitnami-labs/sealed-secrets).
import { TemplateWriter } from "../../source/template.ts";
import type { Verb } from "../verb.ts";

export const kubeseal: Verb = {
  programs: ["kubeseal"],
  read: () => [{ does: "print", text: new TemplateWriter().done() }],
};
