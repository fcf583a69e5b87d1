// Simulates steps in order, each with the variables, outputs and files of the steps before it.
import {
  ACTIONS,
  type ActionScript,
  type DeployHint,
  deployHint,
  deployHintOfAction,
  type Effect,
  entriesOf,
  loadedFiles,
  mayBeDeploy,
  namesDeploy,
  ownAction,
  startsPrograms,
  textEditOf,
  unknownAction,
  VERBS,
} from "@deploy-actions/workflow-deploy";
import {
  copyPath,
  filesOf,
  type Listener,
  NO_RESULT,
  Scope,
  type UnknownCode,
  walkScript,
} from "@deploy-actions/workflow-shell";
import {
  FILE_START,
  type SourcePlace,
  type SourceProblem,
  type Template,
  TemplateWriter,
  valuesIn,
} from "@deploy-actions/workflow-source";
import { type Files, type Host, isMachinePath, joinPath, pathFrom } from "@deploy-actions/workflow-source/command";
import { truthOf } from "@deploy-actions/workflow-source/expression";
import { isLocalUse, localPath, refProblem, type Step } from "@deploy-actions/workflow-source/model";
import { EMPTY, only, soleText, union, type Values } from "@deploy-actions/workflow-source/value";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";
import { actionStep, inputOf } from "./action-step.ts";
import { type OwnAction, readOwnAction } from "./composite.ts";
import { type Contexts, lookupIn, type Outputs } from "./contexts.ts";
import { asTemplate, type ExpressionScope, valuesOfText } from "./evaluate.ts";
import { combineLayers, entriesLayer, type Layer } from "./layers.ts";

/**
 * An effect of a step. `step` is the job's own step, even if an action of the repository caused the effect; `host` is where it happened.
 */
export type RecordedEffect = {
  readonly effect: Effect;
  readonly step: Step;
  readonly host: Host;
  /** The command's place, the same for all its effects. */
  readonly command: SourcePlace | undefined;
};

/** The context of the steps. */
export type StepContext = {
  readonly contexts: Omit<Contexts, "env" | "steps" | "evaluate">;
  /** Variables of the job, the workflow and the runner. */
  readonly env: Layer;
  readonly runner: Layer;
  readonly files: Files;
  report(problem: SourceProblem): void;
  /** Returns false once the budget is spent and the rest is skipped. */
  spend(cost?: number): boolean;
};

/** Maximum depth of nested actions. */
const DEPTH_LIMIT = 10;

/** Shells with Bash-like scripts. A custom shell is a template such as `bash -e {0}`. */
const BASH_LIKE =
  /^(?:\S*\/)?(?:ba|da|a|z|k)?sh(?:\.exe)?(?:\s+(?:[-+]\w*[abd-zA-Z]|--\w+|-o\s+\w+|pipefail|\{0\}))*\s*$/;
/** In other shells, command lines are similar; anything that cannot be parsed is silently skipped. */
const SPEAKS_OF_IMAGES = /docker|podman|kubectl|helm|\baz\b|\baws\b|gcloud/;

export class Steps {
  readonly outputs = new Map<string, Outputs>();
  readonly recorded: RecordedEffect[] = [];
  readonly #around: StepContext;
  readonly #depth: number;
  /** The calls within which a limit was reached. */
  readonly #limits = new Set<SourcePlace>();
  /** Written to `$GITHUB_ENV` so far. */
  readonly #written: Map<string, Values>;
  #files: Map<string, Template>;
  #copies = new Map<string, string>();
  /** The folders of the actions that these steps belong to. */
  #within: readonly string[] = [];

  constructor(
    around: StepContext,
    depth = 0,
    written = new Map<string, Values>(),
    files = new Map<string, Template>(),
  ) {
    this.#around = around;
    this.#depth = depth;
    this.#written = written;
    this.#files = files;
  }

  run(steps: readonly Step[]): void {
    for (const step of steps) {
      if (!this.#around.spend()) return;
      this.#step(step, step);
    }
  }

  /** The possible values of a text after the steps so far, such as a job output. */
  evaluate(text: Text, env: Layer = this.#env): Values {
    return valuesOfText(text, this.#surroundings(env));
  }

  /** `owner` is the job's step that this one belongs to. */
  runFor(owner: Step, steps: readonly Step[]): void {
    for (const step of steps) if (this.#around.spend()) this.#step(step, owner);
  }

  get #env(): Layer {
    return combineLayers((name) => this.#written.get(name), this.#around.env);
  }

  #surroundings(env: Layer) {
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
    const env = combineLayers(
      entriesLayer(step.env, (text) => valuesOfText(text, around)),
      outer,
    );
    const scope = new Scope(this.#directory(step, env), this.#files);
    scope.copies = this.#copies;
    const before = this.recorded.length;
    if (step.run !== undefined) this.#script(step, owner, step.run, scope, env);
    else if (step.uses !== undefined) this.#action(step, owner, step.uses, scope, env);
    if (step.mayFail || (step !== owner && holds === undefined)) this.#forgetChecks(before);
    this.#files = scope.files;
    this.#copies = scope.copies;
    this.#export(scope.environment, holds === undefined ? outer : undefined);
    if (step.id === undefined || this.outputs.has(step.id)) return;
    this.outputs.set(step.id, holds === undefined ? perhaps(scope.outputs) : new Map(scope.outputs));
  }

  /** A run-time check that may fail without ending the job, or may not run while its job's step does, has checked nothing. */
  #forgetChecks(from: number): void {
    const since = this.recorded.splice(from).filter(({ effect }) => effect.does !== "check-images");
    this.recorded.push(...since);
  }

  /** The effects of a step that may not run are merged with the state without it. */
  #export(environment: Iterable<[string, Values]>, otherwise: Layer | undefined): void {
    for (const [name, values] of environment) {
      const known = otherwise?.(name);
      this.#written.set(name, known === undefined ? values : union(values, known));
    }
  }

  #directory({ directory }: Step, env: Layer): string | undefined {
    if (directory === undefined) return "";
    const text = soleText(this.evaluate(directory, env));
    const path = text === undefined ? undefined : pathFrom({ directory: "" }, text);
    return path === undefined || isMachinePath(path) ? undefined : path;
  }

  #script(step: Step, owner: Step, text: Text, scope: Scope, env: Layer): void {
    const isBash = BASH_LIKE.test(step.shell);
    const script = asTemplate(text, this.#surroundings(env));
    const before = this.recorded.length;
    if (!isBash) this.#otherShell(step, owner, text, script, scope, env);
    if (!isBash && !SPEAKS_OF_IMAGES.test(text.value)) {
      if (before === this.recorded.length) {
        this.#unread(`a script for ${step.shell.split(/\s/, 1)[0]}`, text, owner, "other");
      }
      return;
    }
    this.#walk({ script, host: "runner", variables: new Map() }, owner, scope, env, isBash);
  }

  /**
   * A shell that is not Bash alone: the runner starts it with the path of the script in place of `{0}`. The command line is walked like any
   * other, so that a shell behind others is found (`sudo bash {0}`).
   */
  #otherShell(step: Step, owner: Step, text: Text, script: Template, scope: Scope, env: Layer): void {
    const program = step.shell.split(/\s/, 1)[0] ?? "";
    const language = program
      .replace(/^.*\//, "")
      .replace(/\.exe$/, "")
      .toLowerCase();
    const place = sourceOf(text).place(0, text.value.length);
    const code = textsOf(valuesIn(script.text, script.holes));
    const at = { place, written: `a script for ${language}`, host: "runner" } as const;
    if (/^(?:pwsh|powershell|cmd)$/.test(language)) {
      const why = `it is a ${language} script, which this check reads only as plain commands`;
      if (startsPrograms(language, code))
        this.#unknownCode({ ...at, why, is: "open", text: code.replaceAll("^", "") }, owner);
      return;
    }
    const writer = new TemplateWriter();
    const line = step.shell.includes("{0}") ? step.shell : `${step.shell} {0}`;
    writer.at(line.replaceAll("{0}", SCRIPT_FILE), 0, 0, { place: () => place });
    scope.files.set(SCRIPT_FILE, script);
    const before = this.recorded.length;
    this.#walk({ script: writer.done(), host: "runner", variables: new Map() }, owner, scope, env, false);
    const isRead = this.recorded.slice(before).some(({ effect }) => effect.does !== "unread");
    if (isRead || KNOWN_LANGUAGE.test(language) || /(?:^|[\s/])(?:ba|da|z|k)?sh(?:\s|$)/.test(step.shell)) return;
    const why = `its shell ${language} is not known to this check`;
    this.#unknownCode({ ...at, why, is: "open", text: code.replaceAll("^", "") }, owner);
  }

  #walk(one: ActionScript, owner: Step, scope: Scope, env: Layer, reportsProblems: boolean): void {
    const { script, host, variables } = one;
    const given: Layer = (name) => variables.get(name);
    const inherited = host === "remote" ? given : combineLayers(given, env, this.#around.runner);
    const listener = this.#listener(owner, reportsProblems);
    const run = { script, scope, host, inherited, repository: this.#around.files, listener, depth: 0 };
    walkScript(run, { stdin: undefined, wanted: false });
    if (scope.checked.size === 0 || scope.ended) return;
    const place = script.place(0, 0);
    const images = [...scope.checked].map((value) => ({ values: [value], written: value.text, place }));
    this.recorded.push({ effect: { does: "check-images", images }, step: owner, host, command: undefined });
  }

  #listener(owner: Step, reportsProblems: boolean): Listener {
    return {
      command: (command) => {
        const verb = VERB_OF.get(command.program);
        if (verb === undefined) return NO_RESULT;
        const effects = verb.read(command);
        for (const effect of effects)
          this.recorded.push({ effect, step: owner, host: command.host, command: command.place });
        const [printed] = effects.flatMap((effect) => (effect.does === "print" ? effect.text : []));
        return { scripts: verb.scripts?.(command) ?? [], printed, isRead: effects.length > 0 };
      },
      knows: (program) => VERB_OF.has(program),
      unknown: (code) => this.#unknownCode(code, owner),
      unread: (command, written) => {
        const hint = deployHint(command, VERB_OF.has(command.program));
        if (hint === undefined) return;
        const effect: Effect = { does: "unread", written, at: command.place, hint };
        this.recorded.push({ effect, step: owner, host: command.host, command: undefined });
      },
      problem: (message, place) => {
        if (reportsProblems) this.#around.report({ path: place.path, range: place.range(), message });
      },
      edit: textEditOf,
      spend: (cost) => this.#around.spend(cost),
    };
  }

  #action(step: Step, owner: Step, uses: Text, scope: Scope, env: Layer): void {
    if (isLocalUse(uses.value)) {
      this.#own(step, owner, uses, scope, env);
      return;
    }
    const surroundings = this.#surroundings(env);
    const files = filesOf(scope, this.#around.files);
    const action = actionStep(
      step,
      uses,
      scope.directory,
      combineLayers(env, this.#around.runner),
      files,
      surroundings,
    );
    if (CHECK_ACTION.test(action.name)) {
      this.#checkImages(step, owner, surroundings);
      return;
    }
    if (uses.value.startsWith(DOCKER)) {
      this.#startImage(uses, owner);
      this.#unknownInputs(step, owner, uses, action.name, surroundings);
      return;
    }
    for (const { verb } of ACTIONS_NAMED.get(action.name) ?? ACTIONS_NAMED.get(repositoryOf(action.name)) ?? UNKNOWN) {
      for (const { from, to } of verb.copies?.(action) ?? []) copyPath(scope, this.#around.files, from, to);
      const { effects, scripts } = verb.read(action);
      const isUnread = verb === unknownAction && effects.length + scripts.length === 0;
      if (isUnread) {
        this.#unread(`uses: ${uses.value}`, uses, owner, deployHintOfAction(action.name));
        this.#unknownInputs(step, owner, uses, action.name, surroundings);
      }
      for (const effect of effects) this.recorded.push({ effect, step: owner, host: "runner", command: undefined });
      for (const script of scripts) {
        const inner = script.host === "remote" ? scope.onHost() : scope;
        this.#walk(script, owner, inner, env, true);
        scope.files = inner.files;
        scope.copies = inner.copies;
      }
      for (const [name, values] of verb.outputs?.(action) ?? []) scope.outputs.set(name, values);
      for (const [name, values] of verb.environment?.(action) ?? []) scope.environment.set(name, values);
    }
  }

  /** An action of this repository. The steps of a composite action run here, in their own contexts. */
  #own(step: Step, owner: Step, uses: Text, scope: Scope, env: Layer): void {
    const surroundings = this.#surroundings(env);
    const problem = refProblem(uses.value);
    if (problem !== undefined) {
      const place = sourceOf(uses).place(0, uses.value.length);
      this.#around.report({ path: place.path, range: place.range(), message: problem });
    }
    if (CHECK_ACTION.test(uses.value)) {
      this.#checkImages(step, owner, surroundings);
      return;
    }
    const path = localPath(uses.value);
    const action = path === undefined ? undefined : readOwnAction(this.#around.files, path);
    // An action within itself has been walked before.
    if (action?.is === "composite" && path !== undefined && this.#within.filter((one) => one === path).length > 2)
      return;
    if (action?.is === "composite" && this.#depth >= DEPTH_LIMIT) {
      const why = `actions use each other more than ${DEPTH_LIMIT} deep there`;
      this.#unknownCode({ ...codeAt(uses, why), is: "limit", text: "" }, owner);
      return;
    }
    if (action?.is !== "composite") {
      this.#program(step, owner, uses, action?.name ?? "", scope, env);
      if (action !== undefined) this.#programCode(owner, uses, action);
      return;
    }
    const inputs = new Map<string, Values>();
    for (const [name, fallback] of action.inputs) {
      const given = step.with.get(name) ?? fallback;
      if (given !== undefined) inputs.set(name, valuesOfText(given, surroundings));
    }
    const around = { ...this.#around, contexts: { ...this.#around.contexts, inputs }, env };
    const inner = new Steps(around, this.#depth + 1, new Map(), scope.files);
    inner.#copies = scope.copies;
    inner.#within = [...this.#within, path ?? ""];
    inner.runFor(owner, action.steps);
    this.recorded.push(...inner.recorded);
    scope.files = inner.#files;
    scope.copies = inner.#copies;
    for (const [name, values] of inner.#written) scope.environment.set(name, values);
    for (const [name, text] of action.outputs) scope.outputs.set(name, inner.evaluate(text));
  }

  /** Code that cannot deploy is not recorded. */
  #unknownCode({ is, why, written, place, host, text, language = "" }: UnknownCode, owner: Step): void {
    // The innermost call of a deep chain is reported once, and the rest of the chain costs what it would have cost to walk.
    if (is === "limit" && (this.#limits.has(place) || !this.#around.spend(LIMIT_COST))) return;
    if (is === "limit") this.#limits.add(place);
    const names = is === "program" ? mayBeDeploy(text) : namesDeploy(text);
    const whole = is === "code" ? this.#withLoadedFiles(text, language) : text;
    const isLikely = names || (is === "code" && namesDeploy(whole));
    if (is === "code" && !isLikely && (language === "words" || !startsPrograms(language, whole))) return;
    const certainty = is === "limit" ? "limit" : isLikely ? "deploy" : "open";
    const effect: Effect = { does: "unknown-code", written, at: place, why, certainty };
    this.recorded.push({ effect, step: owner, host, command: undefined });
  }

  /** JavaScript with the files of the repository that it loads. */
  #withLoadedFiles(text: string, language: string): string {
    if (!/^(?:node|nodejs|tsx|ts-node|zx|bun|deno|program)$/.test(language)) return text;
    const loaded = loadedFiles(text).flatMap((path) => {
      const names = [path, `${path}.js`, `${path}.cjs`, `${path}.mjs`, `${path}.ts`, `${path}/index.js`];
      const files = filesOf(new Scope("", this.#files), this.#around.files);
      const file = names.flatMap((name) => files.read(joinPath("", name) ?? "") ?? [])[0];
      return file === undefined || !this.#around.spend(Math.trunc(file.text.length / 25)) ? [] : [file.text];
    });
    return [text, ...loaded].join("\n");
  }

  #unread(written: string, text: Text, owner: Step, hint: DeployHint | undefined): void {
    if (hint === undefined) return;
    const effect: Effect = { does: "unread", written, at: sourceOf(text).place(0, text.value.length), hint };
    this.recorded.push({ effect, step: owner, host: "runner", command: undefined });
  }

  /** An action of this repository that is a program, or does not exist: judged by its name and inputs, like an unknown action. */
  #program(step: Step, owner: Step, uses: Text, name: string, scope: Scope, env: Layer): void {
    const files = filesOf(scope, this.#around.files);
    const surroundings = this.#surroundings(env);
    const action = actionStep(
      step,
      uses,
      scope.directory,
      combineLayers(env, this.#around.runner),
      files,
      surroundings,
    );
    const called = `${action.name} ${name.toLowerCase()}`;
    const { effects, scripts } = ownAction.read({ ...action, name: called });
    for (const effect of effects) this.recorded.push({ effect, step: owner, host: "runner", command: undefined });
    for (const script of scripts) this.#walk(script, owner, scope.onHost(), env, true);
    if (effects.length + scripts.length === 0)
      this.#unread(`uses: ${uses.value}`, uses, owner, deployHintOfAction(called));
  }

  /** What is known of an action of this repository that is a program: the image that it runs, or its code. */
  #programCode(owner: Step, uses: Text, { image, code, isBuilt }: Extract<OwnAction, { is: "program" }>): void {
    if (image !== undefined) this.#startImage(image, owner);
    const why = "it is a program of this repository, which this check does not evaluate";
    for (const text of code) this.#unknownCode({ ...codeAt(uses, why), is: "code", text, language: "node" }, owner);
    if (isBuilt && code.length === 0) this.#unknownCode({ ...codeAt(uses, why), is: "open", text: "" }, owner);
  }

  /** `docker://image`: the runner starts a container of it. */
  #startImage(text: Text, owner: Step): void {
    const name = text.value.slice(DOCKER.length);
    const place = sourceOf(text).place(DOCKER.length, text.value.length);
    const image = { values: only(name), written: name, place };
    const effect: Effect = { does: "start", by: "uses: docker://", image, stays: false, throwaway: false };
    this.recorded.push({ effect, step: owner, host: "runner", command: undefined });
  }

  /** The inputs of an action of which nothing is known: code that it may run, and workflows of other repositories that it starts. */
  #unknownInputs(step: Step, owner: Step, uses: Text, name: string, surroundings: ExpressionScope): void {
    const given = [...step.with].map(([key, text]) => ({
      key,
      text,
      value: textsOf(valuesOfText(text, surroundings)),
    }));
    const code = given.find(({ key }) => key === "script");
    if (name === "actions/github-script" && code !== undefined) {
      const why = "its script is JavaScript, which this check does not evaluate";
      this.#unknownCode({ ...codeAt(uses, why), is: "code", text: code.value, language: "node" }, owner);
      return;
    }
    if (/dispatch|trigger-workflow/.test(name) && given.some(({ key }) => /^(?:repo|repository|owner)$/.test(key))) {
      this.#unread(`uses: ${uses.value}`, uses, owner, "named");
    }
    for (const { key, value } of given) {
      if (!/\s/.test(value) || PROSE.test(key)) continue;
      const why = `its input ${key} names a command that deploys`;
      this.#unknownCode({ ...codeAt(uses, why), is: "code", text: value, language: "words" }, owner);
    }
  }

  /** The run-time check: the step fails unless these images are immutable. */
  #checkImages(step: Step, owner: Step, surroundings: ExpressionScope): void {
    const text = step.with.get("images");
    if (text === undefined) return;
    const effect: Effect = { does: "check-images", images: entriesOf(inputOf(text, surroundings)) };
    this.recorded.push({ effect, step: owner, host: "runner", command: undefined });
  }
}

/** The outputs of a step that may not run: they may be empty, so that an expression falls through to another (`a || b`). */
function perhaps(outputs: Iterable<[string, Values]>): Outputs {
  return new Map([...outputs].map(([name, values]) => [name, union(values, EMPTY)]));
}

/** Nodes. */
const LIMIT_COST = 200;

const DOCKER = "docker://";
/** Inputs that are text for people. */
const PROSE = /body|title|message|comment|description|text|note|summary|payload|markdown|label|attachment|content/i;

function codeAt(uses: Text, why: string) {
  const place = sourceOf(uses).place(0, uses.value.length);
  return { why, place, written: `uses: ${uses.value}`, host: "runner" } as const;
}

function textsOf(values: Values): string {
  return values.map(({ text }) => text).join("\n");
}

/** Stands for the temporary file that the runner writes a script to. */
const SCRIPT_FILE = "/github/script";
/** Languages whose code is judged when the shell's command line is walked. */
const KNOWN_LANGUAGE = /^(?:python[\d.]*|node|nodejs|deno|bun|tsx|perl|ruby|php|lua)$/;

const NOWHERE: SourcePlace = { path: "", range: () => FILE_START };
/** This project's own action, under any published name. */
const CHECK_ACTION = /(?:^|\/)immutable-tag-validator$/;

const VERB_OF = new Map(VERBS.flatMap((verb) => verb.programs.map((program) => [program, verb] as const)));
const ACTIONS_NAMED = Map.groupBy(
  ACTIONS.flatMap((verb) => verb.actions.map((name) => ({ name, verb }))),
  ({ name }) => name,
);

/** For unknown actions. */
const UNKNOWN = [{ name: "", verb: unknownAction }];

function repositoryOf(action: string): string {
  return action.split("/").slice(0, 2).join("/");
}
