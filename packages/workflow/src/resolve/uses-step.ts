// A step that uses an action of another repository, or an image as its action.
import {
  ACTIONS,
  type ActionStep,
  type ActionVerb,
  deployHintOfAction,
  unknownAction,
} from "@deploy-actions/workflow-deploy";
import { copyPath, filesOf } from "@deploy-actions/workflow-shell";
import type { Text } from "@deploy-actions/workflow-source/yaml";
import { actionStep } from "./action-step.ts";
import { namesImage, startImage } from "./container-image.ts";
import { combineLayers } from "./layers.ts";
import { checkImages, isCheck } from "./run-time-check.ts";
import { record, recordUnread, type StepRun } from "./step-run.ts";
import { recordUnknownInputs } from "./unknown-inputs.ts";
import { walkStep } from "./walk-step.ts";

export function runAction(one: StepRun, uses: Text): void {
  const action = actionOf(one, uses);
  if (isCheck(action.name)) checkImages(one);
  else if (namesImage(uses)) {
    startImage(one, uses);
    recordUnknownInputs(one, uses, action.name);
  } else for (const verb of verbsOf(action.name)) runVerb(one, uses, action, verb);
}

/** The step as action verbs see it. */
export function actionOf({ step, scope, env, around, surroundings }: StepRun, uses: Text): ActionStep {
  const files = filesOf(scope, around.files);
  return actionStep(step, uses, scope.directory, combineLayers(env, around.runner), files, surroundings);
}

function runVerb(one: StepRun, uses: Text, action: ActionStep, verb: ActionVerb): void {
  const { scope, around } = one;
  for (const { from, to } of verb.copies?.(action) ?? []) copyPath(scope, around.files, from, to);
  const { effects, scripts } = verb.read(action);
  if (verb === unknownAction && effects.length + scripts.length === 0) {
    recordUnread(one, `uses: ${uses.value}`, uses, deployHintOfAction(action.name));
    recordUnknownInputs(one, uses, action.name);
  }
  for (const effect of effects) record(one, effect);
  for (const script of scripts) {
    const inner = script.host === "remote" ? scope.onHost() : scope;
    walkStep(one, script, inner, true);
    scope.files = inner.files;
    scope.copies = inner.copies;
  }
  for (const [name, values] of verb.outputs?.(action) ?? []) scope.outputs.set(name, values);
  for (const [name, values] of verb.environment?.(action) ?? []) scope.environment.set(name, values);
}

/** The verbs of an action, or else of its repository. */
function verbsOf(action: string): readonly ActionVerb[] {
  const repository = action.split("/").slice(0, 2).join("/");
  const named = ACTIONS_NAMED.get(action) ?? ACTIONS_NAMED.get(repository);
  return named === undefined ? [unknownAction] : named.map(({ verb }) => verb);
}

const ACTIONS_NAMED = Map.groupBy(
  ACTIONS.flatMap((verb) => verb.actions.map((name) => ({ name, verb }))),
  ({ name }) => name,
);
