// A command of a script as the deploy verbs see it: its words, resolved as far as possible, and its context.
import type { SourcePlace } from "../position.ts";
import type { Template } from "../template.ts";
import { isLiteral } from "../value/mark.ts";
import { mapText, type Values } from "../value/value.ts";
import type { Files } from "./files.ts";

/** One word: the values that the command may receive, the source text without quotes, and its place. */
export type Word = { readonly values: Values; readonly written: string; readonly place: SourcePlace };

/** Where a command runs: on the runner, or on a host that a script was sent to (over ssh, for example). */
export type Host = "runner" | "remote";

export type Command = {
  /** The program's name without its folder and without prefixes such as `sudo`: `docker`. Empty if unknown. */
  readonly program: string;
  readonly args: readonly Word[];
  /** The place of the complete command, for findings that do not point at one of its words. */
  readonly place: SourcePlace;
  readonly host: Host;
  /** Folder relative to the repository root (`""` is the root); undefined if unknown or outside the repository. */
  readonly directory: string | undefined;
  /** The working directory outside the repository, as the script names it: `/opt/app`, `~`. */
  readonly elsewhere?: string | undefined;
  /** Possible values of a shell or environment variable for this command; undefined if nothing in the repository sets it. */
  variable(name: string): Values | undefined;
  /** The repository's files, including changes made by earlier commands of the job. */
  readonly files: Files;
  /** Standard input, if known: a here-document, a here-string or the output of a pipe. */
  readonly stdin: Template | undefined;
};

/** A script that a command runs on another machine, such as the `commands` of `aws ssm send-command`. */
export type RemoteScript = { readonly script: Template; readonly host: Host };

/** The literal text of the word; undefined if part of it is unknown or there are alternatives. */
export function literalOf(word: Word | undefined): string | undefined {
  const [first, second] = word?.values ?? [];
  return first === undefined || second !== undefined || !isLiteral(first.text) ? undefined : first.text;
}

/** The text of the first alternative, including marks. Good enough to tell an option from an operand. */
export function firstText(word: Word | undefined): string {
  return word?.values[0]?.text ?? "";
}

/** The word without its first `offset` characters. */
export function tailOf(word: Word, offset: number): Word {
  return withText(word, (text) => text.slice(offset));
}

/** The same word with changed values; place and source text stay. */
export function withText(word: Word, change: (text: string) => string): Word {
  return { ...word, values: mapText(word.values, change) };
}
