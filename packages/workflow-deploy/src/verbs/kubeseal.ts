// kubeseal turns a Secret into a SealedSecret, which runs nothing (https://github.com/bitnami-labs/sealed-secrets).
import { TemplateWriter } from "@deploy-actions/workflow-source";
import type { Verb } from "../verb.ts";

export const kubeseal: Verb = {
  programs: ["kubeseal"],
  read: () => [{ does: "print", text: new TemplateWriter().done() }],
};
