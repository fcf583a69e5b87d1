// A command is a value: what to run, never the running of it. Pure functions build it, a Target runs it, and a dry run, a log line and
// a test all read the same value. The quoting is that of POSIX.1-2024, 2.2 (single quotes) and 2.2.4 (dollar-single-quotes).

/** One program call. `argv` reaches the program as it stands: no shell reads it. */
export type Command = {
  readonly argv: readonly [string, ...string[]];
  /** Added to the environment the program gets; wins over a variable of the same name. The place for secrets, since argv is public. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of the variables the program may inherit. Absent: all of them. Given: these and nothing else, for programs we don't trust. */
  readonly inherit?: readonly string[];
  /** Text for the program's standard input. Absent: an empty input. */
  readonly stdin?: string;
  /** The working directory. Absent: that of the target. */
  readonly cwd?: string;
};

/** The command as one line for a log: argv quoted so that it can be pasted into a shell, of the environment only the names, nothing of stdin. */
export function commandLine(command: Command): string {
  const variables = Object.keys(command.env ?? {}).map((name) => `${name}=…`);
  return [...variables, ...command.argv.map(quoted)].join(" ");
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for; a raw newline would start a new log line, and with it a workflow command
const CONTROL = /[\u0000-\u001f\u007f]/;

function quoted(argument: string): string {
  if (PLAIN.test(argument)) return argument;
  if (!CONTROL.test(argument)) return `'${argument.replaceAll("'", `'\\''`)}'`;
  const escaped = argument.replace(/[\\']/g, "\\$&").replace(new RegExp(CONTROL, "g"), escapedControl);
  return `$'${escaped}'`;
}

function escapedControl(character: string): string {
  const named: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return named[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
