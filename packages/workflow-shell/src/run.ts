// What surrounds a script while it is walked: where it runs, what it knows, and who wants to hear of its commands.
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

/** What is known of a command besides: scripts that it runs on other machines, and what it prints. */
export type Answer = {
  readonly scripts: readonly RemoteScript[];
  readonly printed: Template | undefined;
  /** Whether something was read from it. */
  readonly isRead: boolean;
};

export const NO_ANSWER: Answer = { scripts: [], printed: undefined, isRead: false };

export type Listener = {
  command(command: Command): Answer;
  /** Nothing was read from the command, and it runs no script that could be read. `written` is its line. */
  unread(command: Command, written: string): void;
  /** What a command that edits texts does to them; undefined for one that edits none, or of which nothing can be told. */
  edit(command: EditCommand): TextEdit | undefined;
  problem(message: string, place: SourcePlace): void;
  /** Takes one node of a script, or what `cost` says, off what a file may take; false once that is spent and the rest is left alone. */
  spend(cost?: number): boolean;
};

/** What was printed, where somebody wanted it and it is known. */
export type Output = Template | undefined;

/** The walk itself, for what runs further code in the middle of it: a loop its body, a command the script in its words. */
export type Execute = {
  /** Reads the run's script and runs all of it. Errors of its grammar become problems; what stands around them is still run. */
  script(run: Run, streams: Streams): Output;
  statements(run: Run, statements: readonly Statement[], streams: Streams): Output;
  node(run: Run, node: Node, streams: Streams): Output;
};

/** A loop while its body is walked. `base` is what held before it, `end` where its body ends in `script`. */
export type Loop = {
  readonly script: Template;
  readonly end: number;
  readonly base: Scope;
  /** What held where the body was left. */
  readonly left: Scope[];
  readonly outer: Loop | undefined;
};

export type Run = {
  readonly script: Template;
  readonly scope: Scope;
  readonly host: Host;
  /** What the environment around the script sets. */
  readonly inherited: (name: string) => Values | undefined;
  readonly repository: Files;
  readonly listener: Listener;
  readonly execute: Execute;
  /** How many scripts and functions this one is called from. */
  readonly depth: number;
  /** Inside a function, the outermost call. */
  readonly calledAt?: SourcePlace;
  /** The innermost loop around; none in a function or script that is called from there. */
  readonly loop?: Loop | undefined;
};

/** What a script is started with. */
export type Start = Omit<Run, "execute">;

/** `stdin` is undefined where nobody knows it; `wanted` is true where somebody reads what is printed. */
export type Streams = { readonly stdin: Template | undefined; readonly wanted: boolean };

/** Scripts in scripts, functions in functions: further than this nothing new is said. */
export const DEPTH_LIMIT = 12;

export const NOTHING: Template = new TemplateWriter().done();

/** What a script prints, trailing line ends cut off as `$( )` does. */
export function printed(output: Template): Values {
  return valuesIn(output.text.replace(/\n+$/, ""), output.holes);
}

/** A text of alternatives, all of them written at one place of a script. */
export function templateOfValues(values: Values, script: Template, start: number, end: number): Template {
  const writer = new TemplateWriter();
  writer.hole(values, start, end, script, script.text.slice(start, end));
  return writer.done();
}

/** Characters and holes of a file, beyond which nobody follows what is written into it. */
const LENGTH_LIMIT = 400_000;
const HOLE_LIMIT = 4_000;

/** Characters that are as much work as one node of a script. */
const CHARACTERS = 25;

/** Long texts are work, too: without this a variable or file that doubles itself makes every line after it as slow as a file. */
export function spendOn({ listener }: Run, length: number): void {
  if (length >= CHARACTERS) listener.spend(Math.trunc(length / CHARACTERS));
}

/** Templates one after the other. */
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

/** Some line of a text: what `read` finds there in a loop. */
export function anyLine(text: Template): Template {
  const lines = printed(text).flatMap(({ text: all, trail }) =>
    all.split("\n").flatMap((line) => (line.trim() === "" ? [] : [{ text: line, trail }])),
  );
  const writer = new TemplateWriter();
  writer.hole(union(lines), 0, text.text.length, text);
  return writer.done();
}

/** One of these texts, nobody knows which. */
export function anyOf(outputs: readonly Template[]): Template {
  const [first] = outputs;
  if (first === undefined) return NOTHING;
  const writer = new TemplateWriter();
  writer.hole(union(...outputs.map(printed)), 0, first.text.length, first);
  return writer.done();
}
