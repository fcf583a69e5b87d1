// The migrator for any other tool: a command that the project gives, and optionally one that prints the head. The text
// reaches its shell as ONE argument; nothing is pasted into a script of ours.
import type { Argv, Head, Migrator } from "./migrator.ts";
import { parseWords } from "./plain-command.ts";

/** Runs on the target, under bash with the options that a workflow's own `shell: bash` has: the first failure ends it, in a pipe too. */
export function command(text: string, headText?: string): Migrator {
  return migrator(text, headText, (line) => ["bash", "-e", "-o", "pipefail", "-c", line]);
}

/** Runs in a container, where bash may be missing and even sh: plain words are run as they are, anything else under `sh -e`. */
export function commandInContainer(text: string, headText?: string): Migrator {
  return migrator(text, headText, (line) => parseWords(line) ?? ["sh", "-e", "-c", line]);
}

function migrator(text: string, headText: string | undefined, argvOf: (line: string) => Argv): Migrator {
  return {
    tool: "command",
    ...(headText === undefined
      ? {}
      : { head: { step: { argv: argvOf(headText) }, parse: lastLine }, look: headText.trim() }),
    apply: () => [{ argv: argvOf(text) }],
  };
}

/** The last line that says something, so that a head command may talk before it answers. */
function lastLine(stdout: string): Head {
  const lines = stdout.split(/\r?\n/).map((line) => line.trim());
  return { text: lines.findLast((line) => line !== "") ?? "none" };
}
