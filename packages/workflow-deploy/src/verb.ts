// The interface of a deploy verb: reads one program's command line into effects. To add one, create a file and add a line in verbs/all.ts.
import type { Command, RemoteScript } from "@deploy-actions/workflow-source/command";
import type { Effect } from "./effect.ts";

export type Verb = {
  /** Names of the program in scripts. */
  readonly programs: readonly string[];
  /** The command's effects on images; empty if it has none. Never throws. */
  read(command: Command): readonly Effect[];
  /** Scripts in the command's words, to be walked. Never throws. */
  scripts?(command: Command): readonly RemoteScript[];
};
