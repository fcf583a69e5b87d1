// The Fly.io action: flyctl with the arguments from an input.
import type { ActionVerb } from "../action-verb.ts";
import { commandLine } from "./command-line.ts";

export const fly: ActionVerb = {
  actions: ["superfly/flyctl-actions"],
  read(step) {
    const shell = step.input("args");
    return { effects: [], scripts: shell === undefined ? [] : [commandLine(step, "runner", ["flyctl", { shell }])] };
  },
};
