// A script in the words or the input of a command, and how it is taken from them: outer expansion has already happened, so each character
// keeps its place in the outer script.
import { type Template, TemplateWriter } from "@deploy-actions/workflow-source";
import type { Host, Word } from "@deploy-actions/workflow-source/command";
import type { Values } from "@deploy-actions/workflow-source/value";
import type { Run } from "../run.ts";
import { ARGUMENTS_LIMIT } from "../scope.ts";
import { type Argument, writeWords } from "../simple-command.ts";

/** `variables` are those passed to the script; a script that shares its scope (`eval`) sees all variables. */
export type NestedScript = {
  readonly script: Template;
  readonly host: Host;
  readonly variables: ReadonlyMap<string, Values>;
  readonly stdin: Template | undefined;
  readonly sharesScope: boolean;
};

/** The text of some of a command's words, separated by spaces, with the place of each character. */
export function textOf(run: Run, words: readonly Argument[]): Template {
  const writer = new TemplateWriter();
  writeWords(words, run.script, writer);
  return writer.done();
}

/** The rest of a script. */
export function cutFrom(script: Template, from: number): Template {
  const writer = new TemplateWriter();
  writer.slice(script, from, script.text.length);
  return writer.done();
}

/** The variables, with the arguments of the script as `$1`, `$2` and so on. */
export function withArguments(
  variables: ReadonlyMap<string, Values>,
  args: readonly Word[],
): ReadonlyMap<string, Values> {
  const numbered = args.slice(0, ARGUMENTS_LIMIT).map(({ values }, index) => [String(index + 1), values] as const);
  return new Map([...variables, ...numbered]);
}
