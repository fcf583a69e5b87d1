// A `uses:` step as action verbs see it, with lazily evaluated inputs.
import type { ActionInput, ActionStep } from "@deploy-actions/workflow-deploy";
import { valuesIn } from "@deploy-actions/workflow-source";
import type { Files } from "@deploy-actions/workflow-source/command";
import type { Step } from "@deploy-actions/workflow-source/model";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";
import { asTemplate, type ExpressionScope, findIgnoringCase } from "./evaluate.ts";
import type { Layer } from "./layers.ts";

export function actionStep(
  step: Pick<Step, "with">,
  uses: Text,
  directory: string | undefined,
  variable: Layer,
  files: Files,
  surroundings: ExpressionScope,
): ActionStep {
  const inputs = new Map<string, ActionInput>();
  return {
    name: (uses.value.split("@")[0] ?? "").toLowerCase(),
    place: sourceOf(uses).place(0, uses.value.length),
    directory,
    variable,
    files,
    input(name) {
      const key = name.toLowerCase();
      const known = inputs.get(key);
      const text = known === undefined ? findIgnoringCase(step.with, name) : undefined;
      if (text === undefined) return known;
      const read = inputOf(text, surroundings);
      inputs.set(key, read);
      return read;
    },
  };
}

export function inputOf(text: Text, surroundings: ExpressionScope): ActionInput {
  const template = asTemplate(text, surroundings);
  const values = valuesIn(template.text, template.holes);
  return { template, word: { values, written: text.value, place: template.place(0, template.text.length) } };
}
