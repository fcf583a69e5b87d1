// A command of a script as the deploy verbs see it: its words resolved as far as the repository tells, and what surrounds it.
import type { SourcePlace } from "../position.ts";
import type { Template } from "../template.ts";
import { isLiteral } from "../value/mark.ts";
import { mapText, type Values } from "../value/value.ts";
import type { Files } from "./files.ts";

/** One word: what the command may receive, how its author wrote it (without quotes), and where. */
export type Word = { readonly values: Values; readonly written: string; readonly place: SourcePlace };

/** Where a command runs: on the runner, or on a host that a script was sent to (ssh and the like). */
export type Host = "runner" | "remote";

export type Command = {
  /** The program's name without its folder and without prefixes such as `sudo`: `docker`. Empty where nobody knows. */
  readonly program: string;
  readonly args: readonly Word[];
  /** The whole command, for findings that point at no word of it. */
  readonly place: SourcePlace;
  readonly host: Host;
  /** Folder from the repository's root (`""` is the root), or undefined where it isn't known or isn't in the repository. */
  readonly directory: string | undefined;
  /** Where it runs outside of the repository, as the script names it: `/opt/app`, `~`. */
  readonly elsewhere?: string | undefined;
  /** What a variable of the shell or environment may be for this command; undefined where nothing in the repository sets it. */
  variable(name: string): Values | undefined;
  /** The repository's files, with what earlier commands of the job wrote into them. */
  readonly files: Files;
  /** What comes in on standard input, where that is known: a here-document, a here-string, the output of a pipe. */
  readonly stdin: Template | undefined;
};

/** A script that a command has another machine run: the `commands` of `aws ssm send-command`. */
export type RemoteScript = { readonly script: Template; readonly host: Host };

/** What the command receives, or undefined when a part of it is not known or there are alternatives. */
export function literalOf(word: Word | undefined): string | undefined {
  const [first, second] = word?.values ?? [];
  return first === undefined || second !== undefined || !isLiteral(first.text) ? undefined : first.text;
}

/** The text of the first alternative, marks included: enough to tell an option from an operand. */
export function shapeOf(word: Word | undefined): string {
  return word?.values[0]?.text ?? "";
}

/** The word from the `offset`-th character of what it may be. */
export function tailOf(word: Word, offset: number): Word {
  return withText(word, (text) => text.slice(offset));
}

/** The same word with what it may be changed; it stays where it is and as it was written. */
export function withText(word: Word, change: (text: string) => string): Word {
  return { ...word, values: mapText(word.values, change) };
}
