// A step that uses an action of this repository which is a program, or which does not exist.
import { deployHintOfAction, ownAction } from "@deploy-actions/workflow-deploy";
import type { Text } from "@deploy-actions/workflow-source/yaml";
import { startImage } from "./container-image.ts";
import type { ProgramAction } from "./own-action.ts";
import { record, recordUnread, type StepRun } from "./step-run.ts";
import { codeAt, recordUnknownCode } from "./unknown-code.ts";
import { actionOf } from "./uses-step.ts";
import { walkStep } from "./walk-step.ts";

export function runProgram(one: StepRun, uses: Text, program: ProgramAction | undefined): void {
  judgeByName(one, uses, program?.name ?? "");
  if (program !== undefined) recordProgram(one, uses, program);
}

/** Its name and inputs are judged like those of an unknown action. */
function judgeByName(one: StepRun, uses: Text, title: string): void {
  const action = actionOf(one, uses);
  const name = `${action.name} ${title.toLowerCase()}`;
  const { effects, scripts } = ownAction.read({ ...action, name });
  for (const effect of effects) record(one, effect);
  for (const script of scripts) walkStep(one, script, one.scope.onHost(), true);
  if (effects.length + scripts.length === 0) {
    recordUnread(one, `uses: ${uses.value}`, uses, deployHintOfAction(name));
  }
}

/** What is known of it: the image that it runs, or its code. */
function recordProgram(one: StepRun, uses: Text, { image, code, isBuilt }: ProgramAction): void {
  if (image !== undefined) startImage(one, image);
  const why = "it is a program of this repository, which this check does not evaluate";
  for (const text of code) recordUnknownCode(one, { ...codeAt(uses, why), is: "code", text, language: "node" });
  if (isBuilt && code.length === 0) recordUnknownCode(one, { ...codeAt(uses, why), is: "open", text: "" });
}
