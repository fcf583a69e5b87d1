// What a deploy action is: the inputs of a `uses:` step, read into effects or handed on as a script that runs somewhere else.
import type { SourcePlace, Template } from "@deploy-actions/workflow-source";
import type { Files, Host, Word } from "@deploy-actions/workflow-source/command";
import type { Values } from "@deploy-actions/workflow-source/value";
import type { Effect } from "./effect.ts";

/** A step that uses an action. */
export type ActionStep = {
  /** `owner/repo` or `owner/repo/path` in lower case, without the version. */
  readonly name: string;
  /** The whole `uses:`, where it stands. */
  readonly place: SourcePlace;
  /** An input that the step gives, by its name in any case. */
  input(name: string): ActionInput | undefined;
  /** Where relative paths of the inputs start. */
  readonly directory: string | undefined;
  /** What a variable of the step's environment may be. */
  variable(name: string): Values | undefined;
  readonly files: Files;
};

/** `template` is the input with its expressions as holes; `word` is what it may be as a whole. */
export type ActionInput = { readonly template: Template; readonly word: Word };

/** A script that an action runs; `variables` are those that it hands over by name (`envs:`). */
export type ActionScript = {
  readonly script: Template;
  readonly host: Host;
  readonly variables: ReadonlyMap<string, Values>;
};

/** What the action does: `effects` at once, `scripts` to be read as any other. */
export type ActionUse = { readonly effects: readonly Effect[]; readonly scripts: readonly ActionScript[] };

/** A file or folder of the repository, and its path on the machine that it is brought to. */
export type Copy = { readonly from: string; readonly to: string };

export type ActionVerb = {
  /** `owner/repo`, in lower case; `owner/repo/path` where only one of a repository's actions is meant. */
  readonly actions: readonly string[];
  read(step: ActionStep): ActionUse;
  /** Outputs that are known without running it: what `steps.<id>.outputs.<name>` may be. */
  outputs?(step: ActionStep): ReadonlyMap<string, Values>;
  /** What it brings to another machine, where later scripts find it. */
  copies?(step: ActionStep): readonly Copy[];
  /** Variables that the action sets for the steps after it, through `$GITHUB_ENV`. */
  environment?(step: ActionStep): ReadonlyMap<string, Values>;
};
