// The actions that do nothing but run the script that one of their inputs holds.
import type { ActionVerb } from "../action-verb.ts";
import type { Host } from "../command.ts";
import { NO_VARIABLES } from "./command-line.ts";

/**
 * An action that runs the scripts in `inputs` on `host`, in this order. A script on the runner sees the step's environment, as that of
 * `run:` does; one on another host sees none of it.
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
