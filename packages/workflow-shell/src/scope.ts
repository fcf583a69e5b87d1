// What a script knows while it runs: variables, functions, its folder, and what it has written into files and for later steps. A branch
// that may or may not be taken runs in a fork; merging keeps both answers.
import type { Template } from "@deploy-actions/workflow-source";
import type { Word } from "@deploy-actions/workflow-source/command";
import { union, type Value, type Values } from "@deploy-actions/workflow-source/value";
import type { Function as FunctionNode } from "unbash";
import { Overlay } from "./overlay.ts";

/** A function's body and the script it stands in. */
export type Defined = { readonly node: FunctionNode; readonly script: Template };

/** What an assignment gives its variable, with the hop that says so: one value, or the elements of an array. */
export type Assigned = { readonly values: Values } | { readonly elements: readonly Values[] };

export class Scope {
  variables = new Overlay<Values>();
  arrays = new Overlay<readonly Values[]>();
  functions = new Overlay<Defined>();
  /** The words that a function was called with: they stand where it was called. */
  positional: readonly Word[] | undefined;
  /** Written to `$GITHUB_ENV` and `$GITHUB_OUTPUT`, by name. */
  environment = new Overlay<Values>();
  outputs = new Overlay<Values>();
  /** What was written to one of the two from a `NAME<<END` on whose end is still to come. */
  unfinished = new Overlay<Template>();
  /** Values that a test has found to be commits: the script has left where they are not. */
  checked = new Set<Value>();
  /** Files written or changed, by path from the repository's root. */
  files: Map<string, Template>;
  /** Folders that were copied, and the folder of the repository that each is a copy of. */
  copies = new Map<string, string>();
  /** From the repository's root; undefined where it is not known, or none of the repository's. */
  directory: string | undefined;
  /** Then the folder of the machine, as far as it is known: a script starts at home. */
  elsewhere: string | undefined;
  /** True once the script has left: what follows does not run. */
  ended = false;

  constructor(directory: string | undefined, files: Map<string, Template>) {
    this.directory = directory;
    this.elsewhere = directory === undefined ? "~" : undefined;
    this.files = files;
  }

  /** For a script on another machine, which knows nothing of this one's but the files that were brought there. */
  onHost(): Scope {
    const scope = new Scope(undefined, this.files);
    scope.copies = this.copies;
    return scope;
  }

  fork(): Scope {
    const copy = new Scope(this.directory, new Map(this.files));
    copy.elsewhere = this.elsewhere;
    copy.copies = new Map(this.copies);
    copy.variables = this.variables.fork();
    copy.arrays = this.arrays.fork();
    copy.functions = this.functions.fork();
    copy.positional = this.positional;
    copy.environment = this.environment.fork();
    copy.outputs = this.outputs.fork();
    copy.unfinished = this.unfinished.fork();
    copy.checked = new Set(this.checked);
    copy.ended = this.ended;
    return copy;
  }

  /**
   * Becomes what holds after one of `branches` ran, nobody knows which; all of them are forks of this scope. One that has ended doesn't
   * come back. `inherited` is what a variable is where a branch has left it alone.
   */
  become(branches: readonly Scope[], inherited: Inherited): void {
    this.#settle(this, branches, inherited);
  }

  /** A fork that has become so. */
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
    for (const { arrays, functions, unfinished, copies, files } of alive) {
      this.arrays.take(arrays, base.arrays);
      this.functions.take(functions, base.functions);
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

  /** The same as a fork of `base`, which this one was forked from: what is set later in the scopes between leaves it alone. */
  branchOf(base: Scope): Scope {
    const branch = base.fork();
    branch.variables.take(this.variables, base.variables);
    branch.arrays.take(this.arrays, base.arrays);
    branch.functions.take(this.functions, base.functions);
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

  /** What a subshell leaves behind: files and what is meant for later steps, no variables and no folder. */
  adopt(subshell: Scope): void {
    this.files = subshell.files;
    this.copies = subshell.copies;
    this.environment.take(subshell.environment);
    this.outputs.take(subshell.outputs);
    this.unfinished.take(subshell.unfinished);
  }
}

/** What the environment around a script sets. */
type Inherited = (name: string) => Values | undefined;

/** Gives a variable what was assigned to it. */
export function assign({ arrays, variables }: Scope, name: string, given: Assigned): void {
  if ("values" in given) {
    arrays.delete(name);
    variables.set(name, given.values);
  } else {
    variables.delete(name);
    arrays.set(name, given.elements);
  }
}
