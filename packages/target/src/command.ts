// A command as a value. Pure functions build it, a Target runs it, and dry runs, log lines and tests read the same value. Quoting follows
// POSIX.1-2024, 2.2 (single quotes) and 2.2.4 (dollar-single-quotes).

import { hasInvisible, withEscapes } from "@deploy-actions/untrusted/text";
import type { Inherited } from "./environment.ts";

/** One program call. `argv` is passed to the program unchanged, without a shell. */
export type Command = {
  readonly argv: readonly [string, ...string[]];
  /** How long the program may run, in milliseconds; see `LIMIT` for the usual ones. */
  readonly timeoutMs: number;
  /** Added to the program's environment; overrides a variable of the same name. Secrets belong here, because argv is visible to other users. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the program inherits from this process's environment. Absent: only what every program needs. */
  readonly inherit?: Inherited;
  /** Text for the program's standard input. Absent: an empty input. */
  readonly stdin?: string;
  /** The working directory. Absent: the target's. */
  readonly cwd?: string;
  /**
   * "whole" (default): the standard output is an answer that is of no use in part, so a program that prints too much is stopped. "excerpt": it
   * is for people, and of a long output the first and last part are kept. Standard error is always kept as an excerpt.
   */
  readonly stdout?: "whole" | "excerpt";
  /** The most memory in bytes that the program and its children may use together; for programs that read files of strangers. Linux only. */
  readonly memoryBytes?: number;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Time limits for commands, in milliseconds: generous, because they only have to end what would never end. */
export const LIMIT = {
  /** Asks for something that is there. */
  query: 2 * MINUTE,
  /** Reads a file that a stranger may have written; nothing honest takes this long. */
  parse: MINUTE,
  /** Changes something on this machine: removes an image, stops containers. */
  change: 30 * MINUTE,
  /** Moves an image to or from a registry or a disk. */
  transfer: 2 * 60 * MINUTE,
  /** Runs until its caller stops it. */
  watch: 24 * 60 * MINUTE,
} as const;

/** The command as one line for a log: argv quoted for pasting into a shell, only the names of environment variables, and no stdin. */
export function commandLine(command: Omit<Command, "timeoutMs">): string {
  const variables = Object.keys(command.env ?? {}).map((name) => `${name}=…`);
  return [...variables, ...command.argv.map(quote)].join(" ");
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
/** A raw line break would start a new line of the log, which could be a workflow command. */
const mustEscape = (text: string): boolean => /[\t\n]/.test(text) || hasInvisible(text);

function quote(argument: string): string {
  if (PLAIN.test(argument)) return argument;
  if (!mustEscape(argument)) return `'${argument.replaceAll("'", `'\\''`)}'`;
  const escaped = argument.replace(/[\\']/g, "\\$&").replace(/[\t\n\r]/g, (one) => NAMED[one] ?? one);
  return `$'${withEscapes(escaped)}'`;
}

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
