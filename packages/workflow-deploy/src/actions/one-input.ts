// Actions that only deploy the images, or run the script, in one of their inputs.
import type { Host } from "@deploy-actions/workflow-source/command";
import type { ActionVerb } from "../action-verb.ts";
import { NO_VARIABLES } from "./command-line.ts";
import { deploysOf, effects, entriesOf } from "./inputs.ts";

/** An action that deploys every image listed in one of `inputs`, one per line. */
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

/**
 * An action that runs the scripts in `inputs` on `host`, in this order. A script on the runner sees the step's environment, like `run:`;
 * one on another host does not.
 */
export function scriptInput(actions: readonly string[], host: Host, ...inputs: readonly string[]): ActionVerb {
  return {
    actions,
    read(step) {
      const given = inputs.flatMap((name) => step.input(name) ?? []);
      return {
        effects: [],
        scripts: given.map(({ template }) => ({ script: template, host, variables: NO_VARIABLES })),
      };
    },
  };
}

/** Actions that run a script on the runner, with a cloud's command line installed, or with retries. */
export const script: readonly ActionVerb[] = [
  scriptInput(["azure/cli"], "runner", "inlineScript"),
  scriptInput(["nick-fields/retry", "nick-invision/retry", "wandalen/wretry.action"], "runner", "command"),
  scriptInput(["stefanprodan/kube-tools"], "runner", "command"),
  scriptInput(["mikefarah/yq"], "runner", "cmd"),
];
