// Actions that run a script on the runner: with a cloud's command line at hand, or again when it fails.
import type { ActionVerb } from "../action-verb.ts";
import { scriptInput } from "./script-input.ts";

export const script: readonly ActionVerb[] = [
  scriptInput(["azure/cli"], "runner", "inlineScript"),
  scriptInput(["nick-fields/retry", "nick-invision/retry", "wandalen/wretry.action"], "runner", "command"),
  scriptInput(["stefanprodan/kube-tools"], "runner", "command"),
  scriptInput(["mikefarah/yq"], "runner", "cmd"),
];
