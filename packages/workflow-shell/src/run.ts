// The state of a walk: where the script runs, what it knows, and the listener for its commands.
import { type SourcePlace, type Template, TemplateWriter, valuesIn } from "@deploy-actions/workflow-source";
import type {
  Command,
  EditCommand,
  Files,
  Host,
  RemoteScript,
  TextEdit,
} from "@deploy-actions/workflow-source/command";
import { mark, only, union, type Values } from "@deploy-actions/workflow-source/value";
import type { Node, Statement } from "./grammar.ts";
import type { Scope } from "./scope.ts";

/** What a listener knows about a command: scripts that it runs on other machines, and its output. */
export type CommandResult = {
  readonly scripts: readonly RemoteScript[];
  readonly printed: Template | undefined;
  /** Whether the command was understood. */
  readonly isRead: boolean;
};

export const NO_RESULT: CommandResult = { scripts: [], printed: undefined, isRead: false };

/**
 * Code that the walk cannot follow. `why` is a clause; `text` is the code, as far as it is known.
 * - `limit`: a bound of the walk was reached.
 * - `open`: the code is known only at run time, or is not in the repository.
 * - `program`: a command whose program is known only at run time; `text` are its arguments.
 * - `code`: code of another language, or text that a program may run as a command. It matters only if it can start a deploy.
 */
export type UnknownCode = {
  readonly is: "limit" | "open" | "program" | "code";
  readonly why: string;
  readonly place: SourcePlace;
  readonly written: string;
  readonly host: Host;
  readonly text: string;
  /** For `code`: the program that runs it. */
  readonly language?: string;
};

export type Listener = {
  command(command: Command): CommandResult;
  /** True for programs that may deploy; a command of one that other programs start is looked for in their arguments. */
  knows(program: string): boolean;
  unknown(code: UnknownCode): void;
  /** Called for a command that was not understood and runs no readable script. `written` is its source text. */
  unread(command: Command, written: string): void;
  /** The effect of a command that edits text; undefined if it does not, or if the effect is unknown. */
  edit(command: EditCommand): TextEdit | undefined;
  problem(message: string, place: SourcePlace): void;
  /** Charges one script node, or `cost`, to the file's budget; returns false once it is spent and the rest is skipped. */
  spend(cost?: number): boolean;
};

/** The output, if it is wanted and known. */
export type Output = Template | undefined;

/** The walk itself, for code that runs nested code: a loop its body, a command the script in its words. */
export type Execute = {
  /** Parses and runs the complete script. Syntax errors become problems; the code around them is still run. */
  script(run: Run, streams: Streams): Output;
  statements(run: Run, statements: readonly Statement[], streams: Streams): Output;
  node(run: Run, node: Node, streams: Streams): Output;
};

/** A loop while its body is walked. `base` is the scope before it, `end` the end of its body in `script`. */
export type Loop = {
  readonly script: Template;
  readonly end: number;
  readonly base: Scope;
  /** Scopes at the points where the body was left. */
  readonly left: Scope[];
  readonly outer: Loop | undefined;
};

export type Run = {
  readonly script: Template;
  readonly scope: Scope;
  readonly host: Host;
  /** Variables from the environment around the script. */
  readonly inherited: (name: string) => Values | undefined;
  readonly repository: Files;
  readonly listener: Listener;
  readonly execute: Execute;
  /** Depth of nested scripts and function calls. */
  readonly depth: number;
  /** The functions and aliases that are being expanded, the innermost first. */
  readonly within?: Within | undefined;
  /** Inside a function, the outermost call. */
  readonly calledAt?: SourcePlace;
  /** The innermost enclosing loop; none in a function or script called from the loop. */
  readonly loop?: Loop | undefined;
};

export type Within = { readonly what: unknown; readonly outer: Within | undefined };

/** What a script starts with. */
export type Start = Omit<Run, "execute">;

/** `stdin` is undefined if unknown; `wanted` is true if the output is used. */
export type Streams = {
  readonly stdin: Template | undefined;
  readonly wanted: boolean;
  /** Set if another command writes the standard input. */
  readonly isPiped?: boolean;
};

/** No input is known, and the output is not used. */
export const UNUSED: Streams = { stdin: undefined, wanted: false };

export const NOTHING: Template = new TemplateWriter().done();

/** A script's output without trailing line ends, as in `$( )`. */
export function printed(output: Template): Values {
  return valuesIn(output.text.replace(/\n+$/, ""), output.holes);
}

/** A text of alternatives, all written at one place of a script. */
export function templateOfValues(values: Values, script: Template, start: number, end: number): Template {
  const writer = new TemplateWriter();
  writer.hole(values, start, end, script, script.text.slice(start, end));
  return writer.done();
}

/** Limits for the characters and holes of a file; beyond them, its content is no longer tracked. */
const LENGTH_LIMIT = 400_000;
const HOLE_LIMIT = 4_000;

/** Number of characters that cost as much as one script node. */
const CHARACTERS = 25;

/** Charges for long texts: otherwise a variable or file that doubles itself would make every later line expensive. */
export function spendOn({ listener }: Run, length: number): void {
  if (length >= CHARACTERS) listener.spend(Math.trunc(length / CHARACTERS));
}

/** Concatenates templates. */
export function joinedTemplates(parts: readonly Template[], separator = ""): Template {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const length = parts.reduce((sum, { text }) => sum + text.length, 0);
  const holes = parts.reduce((sum, part) => sum + part.holes.length, 0);
  if (first !== undefined && (length > LENGTH_LIMIT || holes > HOLE_LIMIT)) {
    return templateOfValues(only(mark("command")), first, 0, 0);
  }
  const writer = new TemplateWriter();
  parts.forEach((part, index) => {
    if (index > 0 && separator !== "") writer.at(separator, 0, 0, part);
    writer.slice(part, 0, part.text.length);
  });
  return writer.done();
}

/** Any line of a text, as `read` gets it in a loop. */
export function anyLine(text: Template): Template {
  const lines = printed(text).flatMap(({ text: all, trail }) =>
    all.split("\n").flatMap((line) => (line.trim() === "" ? [] : [{ text: line, trail }])),
  );
  const writer = new TemplateWriter();
  writer.hole(union(lines), 0, text.text.length, text);
  return writer.done();
}

/** One of these texts. */
export function anyOf(outputs: readonly Template[]): Template {
  const [first] = outputs;
  if (first === undefined) return NOTHING;
  const writer = new TemplateWriter();
  writer.hole(union(...outputs.map(printed)), 0, first.text.length, first);
  return writer.done();
}
