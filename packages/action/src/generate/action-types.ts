// action-types.yml, the typings of an action's inputs and outputs: https://github.com/typesafegithub/github-actions-typing
import { stringify } from "yaml";
import type { Definition, Output } from "../definition.ts";
import type { Typing } from "../input/input.ts";
import { GENERATED } from "./generated-file.ts";
import { outputForm } from "./output-form.ts";

export function actionTypes({ inputs, outputs }: Definition): string {
  const document = {
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, { typing }]) => [name, typing])),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, outputTyping(output)])),
  };
  return `# ${GENERATED}\n${stringify(document, { lineWidth: 0 })}`;
}

function outputTyping(output: Output<unknown>): Typing {
  const form = outputForm(output);
  if (form.kind === "choice") return { type: "enum", "allowed-values": form.choices };
  if (form.kind === "boolean" || form.kind === "integer") return { type: form.kind };
  return { type: form.kind === "number" ? "float" : "string" };
}
