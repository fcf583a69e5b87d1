// The inputs of an action of which nothing is known: code that it may run, and workflows of other repositories that it starts.
import type { Text } from "@deploy-actions/workflow-source/yaml";
import { textsOf, valuesOfText } from "./evaluate.ts";
import { recordUnread, type StepRun } from "./step-run.ts";
import { codeAt, recordUnknownCode } from "./unknown-code.ts";

/** Inputs that are text for people. */
const PROSE = /body|title|message|comment|description|text|note|summary|payload|markdown|label|attachment|content/i;

/** `name` is the action's, without its version. */
export function recordUnknownInputs(one: StepRun, uses: Text, name: string): void {
  const given = [...one.step.with].map(([key, text]) => ({
    key,
    value: textsOf(valuesOfText(text, one.surroundings)),
  }));
  const code = given.find(({ key }) => key === "script");
  if (name === "actions/github-script" && code !== undefined) {
    const why = "its script is JavaScript, which this check does not evaluate";
    recordUnknownCode(one, { ...codeAt(uses, why), is: "code", text: code.value, language: "node" });
    return;
  }
  if (/dispatch|trigger-workflow/.test(name) && given.some(({ key }) => /^(?:repo|repository|owner)$/.test(key))) {
    recordUnread(one, `uses: ${uses.value}`, uses, "named");
  }
  for (const { key, value } of given) {
    if (!/\s/.test(value) || PROSE.test(key)) continue;
    const why = `its input ${key} names a command that deploys`;
    recordUnknownCode(one, { ...codeAt(uses, why), is: "code", text: value, language: "words" });
  }
}
