// action-types.yml, the typings of an action's inputs and outputs: https://github.com/typesafegithub/github-actions-typing
import { stringify } from "yaml";
import { z } from "zod";
import type { Composite, Definition } from "../definition.ts";
import type { Typing } from "../input/input.ts";
import { GENERATED } from "./text.ts";

export function actionTypes({ inputs, outputs }: Definition | Composite): string {
  const document = {
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, { typing }]) => [name, typing])),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, outputTyping(output)])),
  };
  return `# ${GENERATED}\n${stringify(document, { lineWidth: 0 })}`;
}

function outputTyping(output: object): Typing {
  const schema = "schema" in output && output.schema instanceof z.ZodType ? output.schema : z.string();
  if (schema instanceof z.ZodEnum) return { type: "enum", "allowed-values": schema.options.map(String) };
  if (schema instanceof z.ZodBoolean) return { type: "boolean" };
  if (schema instanceof z.ZodNumber) return { type: schema.isInt === true ? "integer" : "float" };
  return { type: "string" };
}
