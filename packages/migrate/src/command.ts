// The migrator for any other tool: a command that the project provides, and optionally one that prints the head. The text is passed to its
// shell as ONE argument and never inserted into another script.
import type { Argv, Head, Migrator } from "./migrator.ts";
import { splitPlainCommand } from "./plain-command.ts";

/** Runs on the target, under bash with the options of a workflow's `shell: bash`: the first failure ends it, also in a pipe. */
export function commandOnTarget(text: string, headText?: string): Migrator {
  return migrator(text, headText, (line) => ["bash", "-e", "-o", "pipefail", "-c", line]);
}

/** Runs in a container, which may not have bash or even sh: a command without shell syntax runs directly, anything else under `sh -e`. */
export function commandInContainer(text: string, headText?: string): Migrator {
  return migrator(text, headText, (line) => splitPlainCommand(line) ?? ["sh", "-e", "-c", line]);
}

function migrator(text: string, headText: string | undefined, argvOf: (line: string) => Argv): Migrator {
  return {
    tool: "command",
    ...(headText === undefined
      ? {}
      : { head: { step: { argv: argvOf(headText) }, parse: parseLastLine }, statusCommand: headText.trim() }),
    apply: () => [{ argv: argvOf(text) }],
  };
}

/** The last line that is not blank, because a head command may print other output first. */
function parseLastLine(stdout: string): Head {
  const lines = stdout.split(/\r?\n/).map((line) => line.trim());
  return { text: lines.findLast((line) => line !== "") ?? "none" };
}
