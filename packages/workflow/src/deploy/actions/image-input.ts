// The actions that deploy the image which one of their inputs names, and do nothing else with images.
import type { ActionVerb } from "../action-verb.ts";
import { deploysOf, effects, entriesOf } from "./inputs.ts";

/** An action that deploys every image that one of `inputs` lists, one a line. */
export function imageInput(actions: readonly string[], ...inputs: readonly string[]): ActionVerb {
  return {
    actions,
    read: (step) =>
      effects(
        ...deploysOf(
          step.name,
          inputs.flatMap((name) => entriesOf(step.input(name))),
        ),
      ),
  };
}
