// Variables whose value Bash itself runs: before a prompt, or for each command that it traces.
import { TemplateWriter } from "@deploy-actions/workflow-source";
import type { Values } from "@deploy-actions/workflow-source/value";
import { DEPTH_LIMIT } from "./nesting-limit.ts";
import { type Run, UNUSED } from "./run.ts";

const RUN_BY_BASH = /^(?:PS4|PROMPT_COMMAND|PS0|PS1)$/;

/** Runs what a variable was set to, if Bash would. */
export function runAssigned(run: Run, name: string, values: Values): void {
  if (!RUN_BY_BASH.test(name)) return;
  for (const { text } of values) {
    const code = codeIn(name, text);
    if (code === undefined || run.depth >= DEPTH_LIMIT) continue;
    const writer = new TemplateWriter();
    writer.at(code, 0, run.script.text.length, run.script);
    run.execute.script({ ...run, script: writer.done(), scope: run.scope.fork(), depth: run.depth + 1 }, UNUSED);
  }
}

/** `PROMPT_COMMAND` is a command; of a prompt, only the substitutions run. */
function codeIn(name: string, text: string): string | undefined {
  if (name === "PROMPT_COMMAND") return text === "" ? undefined : text;
  return text.includes("$(") || text.includes("`") ? `: "${text.replaceAll('"', "")}"` : undefined;
}
