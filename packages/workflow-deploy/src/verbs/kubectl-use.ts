// A kubectl command line as its subcommands see it, and checks shared by all of them.
import { type Command, firstText, type Word } from "@deploy-actions/workflow-source/command";
import { type Options, valueFor } from "../options.ts";

/** `by` names the command for messages: `kubectl set image`. `operands` are those after the subcommand. */
export type KubectlUse = {
  readonly by: string;
  readonly command: Command;
  readonly options: Options;
  readonly operands: readonly Word[];
};

/** True if nothing changes on the cluster. The output may still be piped to another command. */
export function isDryRun({ options }: KubectlUse): boolean {
  const given = options.given.findLast(({ name }) => name === "--dry-run");
  return given !== undefined && !/^(?:none|false)$/.test(firstText(given.value));
}

/** True if the objects are printed as manifests: `-o yaml`. */
export function isPrinted({ options }: KubectlUse): boolean {
  return /^(?:yaml|json)$/.test(firstText(valueFor(options, "-o", "--output")));
}
