// What a deploy verb is: one program's command line, read into effects. Adding one is adding a file and a line in verbs/all.ts.
import type { Command, RemoteScript } from "@deploy-actions/workflow-source/command";
import type { Effect } from "./effect.ts";

export type Verb = {
  /** Names of the program, as scripts write them. */
  readonly programs: readonly string[];
  /** What the command does with images; empty where it does nothing. Never throws. */
  read(command: Command): readonly Effect[];
  /** Scripts that the command carries in its words, to be read as any other. Never throws. */
  scripts?(command: Command): readonly RemoteScript[];
};
