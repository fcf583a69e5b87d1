// The interface of an action verb: reads the inputs of a `uses:` step into effects, or into scripts that run elsewhere.
import type { SourcePlace, Template } from "@deploy-actions/workflow-source";
import type { Files, Host, Word } from "@deploy-actions/workflow-source/command";
import type { Values } from "@deploy-actions/workflow-source/value";
import type { Effect } from "./effect.ts";

/** A step that uses an action. */
export type ActionStep = {
  /** `owner/repo` or `owner/repo/path` in lower case, without the version. */
  readonly name: string;
  /** The place of the complete `uses:`. */
  readonly place: SourcePlace;
  /** An input of the step, by its case-insensitive name. */
  input(name: string): ActionInput | undefined;
  /** Base folder of relative paths in the inputs. */
  readonly directory: string | undefined;
  /** The possible values of a variable in the step's environment. */
  variable(name: string): Values | undefined;
  readonly files: Files;
};

/** `template` is the input with its expressions as holes; `word` has its possible values as a whole. */
export type ActionInput = { readonly template: Template; readonly word: Word };

/** A script that an action runs; `variables` are those that it passes on by name (`envs:`). */
export type ActionScript = {
  readonly script: Template;
  readonly host: Host;
  readonly variables: ReadonlyMap<string, Values>;
};

/** What the action does: `effects` directly, and `scripts` to be walked. */
export type ActionUse = { readonly effects: readonly Effect[]; readonly scripts: readonly ActionScript[] };

/** A file or folder of the repository, and its destination path on another machine. */
export type Copy = { readonly from: string; readonly to: string };

export type ActionVerb = {
  /** `owner/repo` in lower case, or `owner/repo/path` for a single action of a repository. */
  readonly actions: readonly string[];
  read(step: ActionStep): ActionUse;
  /** Outputs known before the run: possible values of `steps.<id>.outputs.<name>`. */
  outputs?(step: ActionStep): ReadonlyMap<string, Values>;
  /** What it copies to another machine, for later scripts there. */
  copies?(step: ActionStep): readonly Copy[];
  /** Variables that the action sets for later steps through `$GITHUB_ENV`. */
  environment?(step: ActionStep): ReadonlyMap<string, Values>;
};
