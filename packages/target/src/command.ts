// A command as a value. Pure functions build it, a Target runs it, and dry runs, log lines and tests read the same value. Quoting follows
// POSIX.1-2024, 2.2 (single quotes) and 2.2.4 (dollar-single-quotes).

/** One program call. `argv` is passed to the program unchanged, without a shell. */
export type Command = {
  readonly argv: readonly [string, ...string[]];
  /** Added to the program's environment; overrides a variable of the same name. Secrets belong here, because argv is visible to other users. */
  readonly env?: Readonly<Record<string, string>>;
  /** The variables that the program inherits. Absent: all. Set: only these, for programs that are not trusted. */
  readonly inherit?: readonly string[];
  /** Text for the program's standard input. Absent: an empty input. */
  readonly stdin?: string;
  /** The working directory. Absent: the target's. */
  readonly cwd?: string;
};

/** The command as one line for a log: argv quoted for pasting into a shell, only the names of environment variables, and no stdin. */
export function commandLine(command: Command): string {
  const variables = Object.keys(command.env ?? {}).map((name) => `${name}=…`);
  return [...variables, ...command.argv.map(quote)].join(" ");
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it matches control characters on purpose; a raw newline would start a new log line, which could be a workflow command
const CONTROL = /[\u0000-\u001f\u007f]/;

function quote(argument: string): string {
  if (PLAIN.test(argument)) return argument;
  if (!CONTROL.test(argument)) return `'${argument.replaceAll("'", `'\\''`)}'`;
  const escaped = argument.replace(/[\\']/g, "\\$&").replace(new RegExp(CONTROL, "g"), escapeControl);
  return `$'${escaped}'`;
}

function escapeControl(character: string): string {
  const named: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return named[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
