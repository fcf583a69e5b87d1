// A step with `run`: a script for Bash, or for another shell.
import type { Text } from "@deploy-actions/workflow-source/yaml";
import { asTemplate } from "./evaluate.ts";
import { runOtherShell } from "./other-shell.ts";
import { recordUnread, type StepRun } from "./step-run.ts";
import { walkStep } from "./walk-step.ts";

/** Shells with Bash-like scripts. A custom shell is a template such as `bash -e {0}`. */
const BASH_LIKE =
  /^(?:\S*\/)?(?:ba|da|a|z|k)?sh(?:\.exe)?(?:\s+(?:[-+]\w*[abd-zA-Z]|--\w+|-o\s+\w+|pipefail|\{0\}))*\s*$/;

/** In other shells, command lines are similar; anything that cannot be parsed is silently skipped. */
const SPEAKS_OF_IMAGES = /docker|podman|kubectl|helm|\baz\b|\baws\b|gcloud/;

export function runScript(one: StepRun, text: Text): void {
  const { step, scope, surroundings, recorded } = one;
  const isBash = BASH_LIKE.test(step.shell);
  const script = asTemplate(text, surroundings);
  const before = recorded.length;
  if (!isBash) runOtherShell(one, text, script);
  if (isBash || SPEAKS_OF_IMAGES.test(text.value)) {
    walkStep(one, { script, host: "runner", variables: new Map() }, scope, isBash);
  } else if (recorded.length === before) {
    recordUnread(one, `a script for ${step.shell.split(/\s/, 1)[0]}`, text, "other");
  }
}
