// One use of kubectl: what its subcommands look at, and what holds for all of them.
import { type Command, firstText, type Word } from "@deploy-actions/workflow-source/command";
import { type Options, valueFor } from "../options.ts";

/** `by` names the command for messages: `kubectl set image`. `operands` are those after the subcommand. */
export type KubectlUse = {
  readonly by: string;
  readonly command: Command;
  readonly options: Options;
  readonly operands: readonly Word[];
};

/** True where nothing is changed on the cluster. What is printed may yet go on to another command through a pipe. */
export function isDryRun({ options }: KubectlUse): boolean {
  const given = options.given.findLast(({ name }) => name === "--dry-run");
  return given !== undefined && !/^(?:none|false)$/.test(firstText(given.value));
}

/** True where the objects are printed as manifests: `-o yaml`. */
export function isPrinted({ options }: KubectlUse): boolean {
  return /^(?:yaml|json)$/.test(firstText(valueFor(options, "-o", "--output")));
}
