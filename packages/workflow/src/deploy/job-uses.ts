// Collects, in order, everything a job's steps do with images.

import { type Purpose, purposeOf } from "../model/purpose.ts";
import type { Job, Step, Workflow } from "../model/workflow.ts";
import { readScript } from "../shell/script.ts";
import type { Problem } from "../source/decode.ts";
import type { Text } from "../source/scalar.ts";
import { type DockerUse, dockerUse } from "./docker.ts";

/** One use of an image by a command of a `run:` script. */
export type Use = { readonly use: DockerUse; readonly script: Text; readonly purpose: Purpose };
export type JobUses = {
  readonly uses: readonly Use[];
  /** Tags, as written, that build actions of this job make. */
  readonly built: readonly string[];
  readonly problems: readonly Problem[];
  /** Scripts that name docker in a shell whose grammar is not read here. */
  readonly foreignScripts: number;
};

/** Shells whose scripts read as Bash. A custom one is a template such as `bash -e {0}`. */
const BASH_LIKE = /^(?:\S*\/)?(?:ba|da|a)?sh(?:\s|$)/;

export function usesOf(workflow: Workflow, job: Job): JobUses {
  const uses: Use[] = [];
  const built: string[] = [];
  const problems: Problem[] = [];
  let foreignScripts = 0;
  for (const step of job.steps) {
    built.push(...builtBy(step));
    const script = step.run;
    // Only scripts that name a deploy tool are worth parsing.
    if (script === undefined || !/docker/.test(script.value)) continue;
    if (!BASH_LIKE.test(step.shell)) {
      foreignScripts++;
      continue;
    }
    const purpose = purposeOf(workflow, job, step);
    const { commands, errors } = readScript(script.value);
    for (const { words } of commands) {
      const use = dockerUse(words);
      if (use !== undefined) uses.push({ use, script, purpose });
    }
    const first = errors[0];
    if (first !== undefined) problems.push(broken(workflow.path, script, first));
  }
  return { uses, built, problems, foreignScripts };
}

function broken(path: string, script: Text, error: { message: string; start: number }): Problem {
  const message = `This script cannot be read from here on: ${error.message}. Commands around it may have gone unchecked.`;
  return { path, range: script.range(error.start, error.start), message };
}

function builtBy(step: Step): string[] {
  if (!/^docker\/(?:build-push|bake)-action@/.test(step.uses ?? "")) return [];
  return (step.with.get("tags")?.value ?? "").split(/[\n,]/).map((tag) => tag.trim());
}
