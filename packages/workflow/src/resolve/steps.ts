// Simulates steps in order, each with the variables, outputs and files of the steps before it.
import { filesOf, Scope } from "@deploy-actions/workflow-shell";
import { FILE_START, type SourcePlace, type Template } from "@deploy-actions/workflow-source";
import { isMachinePath, pathFrom } from "@deploy-actions/workflow-source/command";
import { truthOf } from "@deploy-actions/workflow-source/expression";
import { isLocalUse, localPath, type Step } from "@deploy-actions/workflow-source/model";
import { EMPTY, soleText, union, type Values } from "@deploy-actions/workflow-source/value";
import type { Text } from "@deploy-actions/workflow-source/yaml";
import { type Contexts, lookupIn, type Outputs } from "./contexts.ts";
import { type ExpressionScope, valuesOfText } from "./evaluate.ts";
import { combineLayers, entriesLayer, type Layer } from "./layers.ts";
import { type CompositeAction, givenTo, readOwnAction } from "./own-action.ts";
import { runProgram } from "./own-program.ts";
import { reportRef } from "./ref-problem.ts";
import { checkImages, forgetChecks, isCheck } from "./run-time-check.ts";
import { runScript } from "./script-step.ts";
import type { RecordedEffect, StepContext, StepRun } from "./step-run.ts";
import { codeAt, recordUnknownCode } from "./unknown-code.ts";
import { runAction } from "./uses-step.ts";

/** Maximum depth of nested actions. */
const DEPTH_LIMIT = 10;

export class Steps {
  readonly outputs = new Map<string, Outputs>();
  readonly recorded: RecordedEffect[] = [];
  readonly #around: StepContext;
  readonly #depth: number;
  readonly #limits = new Set<SourcePlace>();
  /** Written to `$GITHUB_ENV` so far. */
  readonly #written = new Map<string, Values>();
  #files: Map<string, Template>;
  #copies = new Map<string, string>();
  /** The folders of the actions that these steps belong to. */
  #within: readonly string[] = [];

  constructor(around: StepContext, depth = 0, files = new Map<string, Template>()) {
    this.#around = around;
    this.#depth = depth;
    this.#files = files;
  }

  run(steps: readonly Step[]): void {
    for (const step of steps) {
      if (!this.#around.spend()) return;
      this.#step(step, step);
    }
  }

  /** `owner` is the job's step that this one belongs to. */
  runFor(owner: Step, steps: readonly Step[]): void {
    for (const step of steps) if (this.#around.spend()) this.#step(step, owner);
  }

  /** The possible values of a text after the steps so far, such as a job output. */
  evaluate(text: Text, env: Layer = this.#env): Values {
    return valuesOfText(text, this.#surroundings(env));
  }

  get #env(): Layer {
    return combineLayers((name) => this.#written.get(name), this.#around.env);
  }

  #surroundings(env: Layer): ExpressionScope {
    const contexts: Contexts = {
      ...this.#around.contexts,
      env,
      steps: this.outputs,
      evaluate: (text) => this.evaluate(text, env),
    };
    return { lookup: (place: SourcePlace) => lookupIn(contexts, place), report: this.#around.report };
  }

  #step(step: Step, owner: Step): void {
    const outer = this.#env;
    const around = this.#surroundings(outer);
    const holds = step.condition === undefined ? true : truthOf(step.condition, around.lookup(NOWHERE));
    if (holds === false) return;
    const own = entriesLayer(step.env, (text) => valuesOfText(text, around));
    const one = this.#start(step, owner, combineLayers(own, outer));
    const before = this.recorded.length;
    if (step.run !== undefined) runScript(one, step.run);
    else if (step.uses !== undefined) this.#action(one, step.uses);
    if (step.mayFail || (step !== owner && holds === undefined)) forgetChecks(this.recorded, before);
    this.#keep(one, holds === undefined ? outer : undefined);
  }

  #start(step: Step, owner: Step, env: Layer): StepRun {
    const surroundings = this.#surroundings(env);
    const scope = new Scope(directoryOf(step, surroundings), this.#files);
    scope.copies = this.#copies;
    return {
      step,
      owner,
      around: this.#around,
      scope,
      env,
      surroundings,
      loadable: filesOf(new Scope("", this.#files), this.#around.files),
      recorded: this.recorded,
      limits: this.#limits,
    };
  }

  /** What a step leaves for later ones. For a step that may not run, it is merged with the state without it, `otherwise`. */
  #keep({ step, scope }: StepRun, otherwise: Layer | undefined): void {
    this.#files = scope.files;
    this.#copies = scope.copies;
    for (const [name, values] of scope.environment) {
      const known = otherwise?.(name);
      this.#written.set(name, known === undefined ? values : union(values, known));
    }
    if (step.id === undefined || this.outputs.has(step.id)) return;
    this.outputs.set(step.id, otherwise === undefined ? new Map(scope.outputs) : perhaps(scope.outputs));
  }

  #action(one: StepRun, uses: Text): void {
    if (isLocalUse(uses.value)) this.#own(one, uses);
    else runAction(one, uses);
  }

  /** An action of this repository. */
  #own(one: StepRun, uses: Text): void {
    reportRef(uses, this.#around.report);
    if (isCheck(uses.value)) {
      checkImages(one);
      return;
    }
    const path = localPath(uses.value);
    const action = path === undefined ? undefined : readOwnAction(this.#around.files, path);
    if (action?.is !== "composite") runProgram(one, uses, action);
    else this.#composite(one, uses, path ?? "", action);
  }

  /** Its steps run here, in their own contexts. */
  #composite(one: StepRun, uses: Text, path: string, action: CompositeAction): void {
    // An action within itself has been walked before.
    if (this.#within.filter((outer) => outer === path).length > 2) return;
    if (this.#depth >= DEPTH_LIMIT) {
      const why = `actions use each other more than ${DEPTH_LIMIT} deep there`;
      recordUnknownCode(one, { ...codeAt(uses, why), is: "limit", text: "" });
      return;
    }
    const { owner, scope, env } = one;
    const inputs = givenTo(action, one.step, one.surroundings);
    const around = { ...this.#around, contexts: { ...this.#around.contexts, inputs }, env };
    const inner = new Steps(around, this.#depth + 1, scope.files);
    inner.#copies = scope.copies;
    inner.#within = [...this.#within, path];
    inner.runFor(owner, action.steps);
    this.recorded.push(...inner.recorded);
    scope.files = inner.#files;
    scope.copies = inner.#copies;
    for (const [name, values] of inner.#written) scope.environment.set(name, values);
    for (const [name, text] of action.outputs) scope.outputs.set(name, inner.evaluate(text));
  }
}

function directoryOf({ directory }: Step, surroundings: ExpressionScope): string | undefined {
  if (directory === undefined) return "";
  const text = soleText(valuesOfText(directory, surroundings));
  const path = text === undefined ? undefined : pathFrom({ directory: "" }, text);
  return path === undefined || isMachinePath(path) ? undefined : path;
}

/** The outputs of a step that may not run: they may be empty, so that an expression falls through to another (`a || b`). */
function perhaps(outputs: Iterable<[string, Values]>): Outputs {
  return new Map([...outputs].map(([name, values]) => [name, union(values, EMPTY)]));
}

const NOWHERE: SourcePlace = { path: "", range: () => FILE_START };
