// What a script knows while it runs: variables, functions, its folder, and what it has written into files and for later steps. A branch
// that may or may not be taken runs in a fork; merging keeps both answers.
import type { Function as FunctionNode } from "unbash";
import type { Word } from "../deploy/command.ts";
import type { Template } from "../source/template.ts";
import { union, type Value, type Values } from "../value/value.ts";

/** A function's body and the script it stands in. */
export type Defined = { readonly node: FunctionNode; readonly script: Template };

export class Scope {
  variables = new Map<string, Values>();
  arrays = new Map<string, readonly Values[]>();
  functions = new Map<string, Defined>();
  /** The words that a function was called with: they stand where it was called. */
  positional: readonly Word[] | undefined;
  /** Written to `$GITHUB_ENV` and `$GITHUB_OUTPUT`, by name. */
  environment = new Map<string, Values>();
  outputs = new Map<string, Values>();
  /** What was written to one of the two from a `NAME<<END` on whose end is still to come. */
  unfinished = new Map<string, Template>();
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
    copy.variables = new Map(this.variables);
    copy.arrays = new Map(this.arrays);
    copy.functions = new Map(this.functions);
    copy.positional = this.positional;
    copy.environment = new Map(this.environment);
    copy.outputs = new Map(this.outputs);
    copy.unfinished = new Map(this.unfinished);
    copy.checked = new Set(this.checked);
    copy.ended = this.ended;
    return copy;
  }

  /**
   * Becomes what holds after one of `branches` ran, nobody knows which. One that has ended doesn't come back. `inherited` is what a
   * variable is where a branch has left it alone.
   */
  become(branches: readonly Scope[], inherited: (name: string) => Values | undefined): void {
    const alive = branches.filter((branch) => !branch.ended);
    const [first, ...rest] = alive;
    if (first === undefined) {
      this.ended = true;
      return;
    }
    const nothing = () => undefined;
    this.variables = merged(
      alive.map(({ variables }) => variables),
      inherited,
    );
    this.environment = merged(
      alive.map(({ environment }) => environment),
      inherited,
    );
    this.outputs = merged(
      alive.map(({ outputs }) => outputs),
      nothing,
    );
    this.checked = new Set([...first.checked].filter((value) => rest.every(({ checked }) => checked.has(value))));
    this.arrays = new Map(alive.flatMap(({ arrays }) => [...arrays]));
    this.functions = new Map(alive.flatMap(({ functions }) => [...functions]));
    this.unfinished = new Map(alive.flatMap(({ unfinished }) => [...unfinished]));
    if (rest.every(({ directory, elsewhere }) => directory === first.directory && elsewhere === first.elsewhere)) {
      this.directory = first.directory;
      this.elsewhere = first.elsewhere;
    }
    this.copies = new Map(alive.flatMap(({ copies }) => [...copies]));
    const files = alive.flatMap((branch) => [...branch.files].filter(([path, text]) => this.files.get(path) !== text));
    for (const [path, text] of files) this.files.set(path, text);
    this.ended = false;
  }

  /** What a subshell leaves behind: files and what is meant for later steps, no variables and no folder. */
  adopt(subshell: Scope): void {
    this.files = subshell.files;
    this.copies = subshell.copies;
    this.environment = subshell.environment;
    this.outputs = subshell.outputs;
    this.unfinished = subshell.unfinished;
  }
}

function merged(
  maps: readonly ReadonlyMap<string, Values>[],
  inherited: (name: string) => Values | undefined,
): Map<string, Values> {
  const [first] = maps;
  if (first === undefined || maps.length === 1) return new Map(first);
  const result = new Map<string, Values>();
  for (const name of new Set(maps.flatMap((map) => [...map.keys()]))) {
    const answers = maps.flatMap((map) => map.get(name) ?? inherited(name) ?? []);
    result.set(name, union(answers));
  }
  return result;
}
