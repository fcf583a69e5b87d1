// The state of a running script: variables, functions, working directory, written files and values for later steps. A branch that may not
// be taken runs in a fork; merging keeps both results.
import type { Template } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import { union, type Value, type Values } from "@deploy-actions/workflow-source/value";
import type { Function as FunctionNode } from "unbash";
import { Overlay } from "./overlay.ts";

/** A function's body and the script that defines it. */
export type Defined = { readonly node: FunctionNode; readonly script: Template };

/** The value of an assignment with its hop: one value, or the elements of an array. */
export type Assigned = { readonly values: Values } | { readonly elements: readonly Values[] };

export class Scope {
  variables = new Overlay<Values>();
  arrays = new Overlay<readonly Values[]>();
  functions = new Overlay<Defined>();
  /** The text of each alias. */
  aliases = new Overlay<Template>();
  /** Other names of programs: `d` after `ln -s /usr/bin/docker d`. */
  programs = new Overlay<string>();
  /** Paths of files with unknown content that the script wrote. */
  opaque = new Set<string>();
  /** What `trap` runs when the script ends, shared by all scopes of a script. */
  traps: (() => void)[] = [];
  /** The arguments of the current function call, with the place of the call. */
  positional: readonly Word[] | undefined;
  /** Values written to `$GITHUB_ENV` and `$GITHUB_OUTPUT`, by name. */
  environment = new Overlay<Values>();
  outputs = new Overlay<Values>();
  /** Text written to one of the two from a `NAME<<END` without its end line so far. */
  unfinished = new Overlay<Template>();
  /** Values that a test has verified to be commits: otherwise the script has exited. */
  checked = new Set<Value>();
  /** Files written or changed, by path from the repository root. */
  files: Map<string, Template>;
  /** Copied folders, with the repository folder that each is a copy of. */
  copies = new Map<string, string>();
  /** Working directory from the repository root; undefined if unknown or outside the repository. */
  directory: string | undefined;
  /** Otherwise the folder on the machine, if known: a remote script starts in the home directory. */
  elsewhere: string | undefined;
  /** True once the script has exited: the rest does not run. */
  ended = false;

  constructor(directory: string | undefined, files: Map<string, Template>) {
    this.directory = directory;
    this.elsewhere = directory === undefined ? "~" : undefined;
    this.files = files;
  }

  /** Creates the scope of a script on another machine, which sees only the files copied there. */
  onHost(): Scope {
    const scope = new Scope(undefined, this.files);
    scope.copies = this.copies;
    scope.opaque = this.opaque;
    scope.traps = this.traps;
    return scope;
  }

  fork(): Scope {
    const copy = new Scope(this.directory, new Map(this.files));
    copy.elsewhere = this.elsewhere;
    copy.copies = new Map(this.copies);
    copy.variables = this.variables.fork();
    copy.arrays = this.arrays.fork();
    copy.functions = this.functions.fork();
    copy.aliases = this.aliases.fork();
    copy.programs = this.programs.fork();
    copy.opaque = this.opaque;
    copy.traps = this.traps;
    copy.positional = this.positional;
    copy.environment = this.environment.fork();
    copy.outputs = this.outputs.fork();
    copy.unfinished = this.unfinished.fork();
    copy.checked = new Set(this.checked);
    copy.ended = this.ended;
    return copy;
  }

  /**
   * Merges the scopes after alternative branches, all of them forks of this scope. Branches that have exited are ignored. `inherited`
   * returns the value of a variable that a branch has not changed.
   */
  become(branches: readonly Scope[], inherited: Inherited): void {
    this.#settle(this, branches, inherited);
  }

  /** A fork with the merged result. */
  joined(branches: readonly Scope[], inherited: Inherited): Scope {
    const fork = this.fork();
    fork.#settle(this, branches, inherited);
    return fork;
  }

  #settle(base: Scope, branches: readonly Scope[], inherited: Inherited): void {
    const alive = branches.filter((branch) => !branch.ended);
    const [first, ...rest] = alive;
    this.ended = first === undefined;
    if (first === undefined) return;
    const merge = (pick: (scope: Scope) => Overlay<Values>, otherwise: Inherited): void => {
      for (const name of new Set(alive.flatMap((branch) => [...pick(branch).changedSince(pick(base))]))) {
        const answers = alive.flatMap((branch) => pick(branch).get(name) ?? otherwise(name) ?? []);
        if (answers.length === 0) pick(this).delete(name);
        else pick(this).set(name, union(answers));
      }
    };
    merge(({ variables }) => variables, inherited);
    merge(({ environment }) => environment, inherited);
    merge(
      ({ outputs }) => outputs,
      () => undefined,
    );
    for (const { arrays, functions, aliases, programs, unfinished, copies, files } of alive) {
      this.arrays.take(arrays, base.arrays);
      this.functions.take(functions, base.functions);
      this.aliases.take(aliases, base.aliases);
      this.programs.take(programs, base.programs);
      this.unfinished.take(unfinished, base.unfinished);
      for (const [to, from] of copies) this.copies.set(to, from);
      const changed = [...files].filter(([path, text]) => base.files.get(path) !== text);
      for (const [path, text] of changed) this.files.set(path, text);
    }
    this.checked = new Set([...first.checked].filter((value) => rest.every(({ checked }) => checked.has(value))));
    if (rest.every(({ directory, elsewhere }) => directory === first.directory && elsewhere === first.elsewhere)) {
      this.directory = first.directory;
      this.elsewhere = first.elsewhere;
    }
  }

  /** Rebases this scope onto `base`, which it was forked from: later changes in the scopes between do not affect it. */
  branchOf(base: Scope): Scope {
    const branch = base.fork();
    branch.variables.take(this.variables, base.variables);
    branch.arrays.take(this.arrays, base.arrays);
    branch.functions.take(this.functions, base.functions);
    branch.aliases.take(this.aliases, base.aliases);
    branch.programs.take(this.programs, base.programs);
    branch.environment.take(this.environment, base.environment);
    branch.outputs.take(this.outputs, base.outputs);
    branch.unfinished.take(this.unfinished, base.unfinished);
    branch.files = new Map(this.files);
    branch.copies = new Map(this.copies);
    branch.checked = new Set(this.checked);
    branch.directory = this.directory;
    branch.elsewhere = this.elsewhere;
    return branch;
  }

  /** Applies what a subshell leaves behind: files and values for later steps, but no variables or working directory. */
  adopt(subshell: Scope): void {
    this.files = subshell.files;
    this.copies = subshell.copies;
    this.programs.take(subshell.programs);
    this.environment.take(subshell.environment);
    this.outputs.take(subshell.outputs);
    this.unfinished.take(subshell.unfinished);
  }
}

/** Variables from the environment around a script. */
type Inherited = (name: string) => Values | undefined;

/** Sets a variable to an assigned value. */
export function assign({ arrays, variables }: Scope, name: string, given: Assigned): void {
  if ("values" in given) {
    arrays.delete(name);
    variables.set(name, given.values);
  } else {
    variables.delete(name);
    arrays.set(name, given.elements);
  }
}

/** Arguments that have a number; `$@` has all. */
export const ARGUMENTS_LIMIT = 40;

/** The arguments of a function or of `set --`. */
export function setArguments(scope: Scope, args: readonly Word[]): void {
  scope.positional = args;
  for (const [index, { values }] of args.slice(0, ARGUMENTS_LIMIT).entries()) {
    scope.variables.set(String(index + 1), values);
  }
}
