// Simulates a workflow: every job once, on demand, after the jobs that it needs.
import {
  deployHintOfCall,
  type Effect,
  type JobEffect,
  type JobStep,
  type Use,
  unknownAction,
} from "@deploy-actions/workflow-deploy";
import { runnerLayer } from "@deploy-actions/workflow-shell";
import { FILE_START, type SourcePlace, type SourceProblem } from "@deploy-actions/workflow-source";
import type { Files } from "@deploy-actions/workflow-source/command";
import { truthOf } from "@deploy-actions/workflow-source/expression";
import {
  isLocalUse,
  type Job,
  localWorkflow,
  type Purpose,
  type Step,
  type Workflow,
} from "@deploy-actions/workflow-source/model";
import type { Values } from "@deploy-actions/workflow-source/value";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";
import { actionStep } from "./action-step.ts";
import { lookupIn, type Outputs } from "./contexts.ts";
import { valuesOfText } from "./evaluate.ts";
import { combineLayers, entriesLayer, type Layer } from "./layers.ts";
import { reportRef } from "./ref-problem.ts";
import { Steps } from "./steps.ts";

export type WorkflowContext = {
  readonly workflow: Workflow;
  readonly inputs: ReadonlyMap<string, Values>;
  readonly files: Files;
  /** The outputs of a called workflow of this repository for these inputs. */
  called(path: string, inputs: ReadonlyMap<string, Values>): Outputs | undefined;
  purpose(job: Job, step: Step | undefined): Purpose;
  /** True for a called workflow that is known to deploy only digests. */
  isReference(uses: string): boolean;
  report(problem: SourceProblem): void;
  spend(cost?: number): boolean;
};

type JobRun = { readonly done: readonly JobEffect[]; readonly outputs: Outputs };

const NOTHING: JobRun = { done: [], outputs: new Map() };

/** Maximum depth of jobs that need each other. */
const NEEDS_LIMIT = 250;

export class WorkflowRun {
  readonly #around: WorkflowContext;
  readonly #jobs = new Map<string, JobRun>();
  #depth = 0;
  readonly #env: Layer;
  readonly #runner: Layer;

  constructor(around: WorkflowContext) {
    this.#around = around;
    const { workflow } = around;
    this.#runner = runnerLayer(workflow.path, workflow.triggers);
    this.#env = entriesLayer(workflow.env, (text) =>
      valuesOfText(
        text,
        this.#surroundings(undefined, () => undefined),
      ),
    );
  }

  /** The effects of each job, in order. A job that never runs has none. */
  get jobs(): readonly (readonly JobEffect[])[] {
    return this.#around.workflow.jobs.map((job) => this.#run(job).done);
  }

  /** The outputs of `workflow_call`. */
  get outputs(): Outputs {
    const around = this.#surroundings(undefined, this.#env);
    return new Map([...this.#around.workflow.outputs].map(([name, text]) => [name, valuesOfText(text, around)]));
  }

  /** The inputs that a job passes to the workflow it calls. */
  givenTo(job: Job): ReadonlyMap<string, Values> {
    const around = this.#surroundings(job, this.#env);
    return new Map([...job.with].map(([name, text]) => [name, valuesOfText(text, around)]));
  }

  #surroundings(job: Job | undefined, env: Layer) {
    const contexts = { ...this.#contexts(job), env, steps: new Map() };
    const evaluate = (text: Text): Values => valuesOfText(text, around);
    const around = {
      lookup: (place: SourcePlace) => lookupIn({ ...contexts, evaluate }, place),
      report: this.#around.report,
    };
    return around;
  }

  #contexts(job: Job | undefined) {
    const { workflow, inputs } = this.#around;
    const needs = (id: string): Outputs | undefined => {
      const found = workflow.jobs.find((one) => one.id.toLowerCase() === id.toLowerCase());
      return found === undefined ? undefined : this.#run(found).outputs;
    };
    return { triggers: workflow.triggers, inputs, needs, matrix: job?.matrix };
  }

  #run(job: Job): JobRun {
    const known = this.#jobs.get(job.id);
    if (known !== undefined) return known;
    if (this.#depth >= NEEDS_LIMIT) {
      const message = `Jobs need each other more than ${NEEDS_LIMIT} deep; the values that they pass on were not checked.`;
      this.#around.report({ path: this.#around.workflow.path, range: FILE_START, message });
      return NOTHING;
    }
    // A job that needs itself, directly or indirectly, finds no outputs.
    this.#jobs.set(job.id, NOTHING);
    this.#depth++;
    const run = this.#walk(job);
    this.#depth--;
    this.#jobs.set(job.id, run);
    return run;
  }

  #walk(job: Job): JobRun {
    const outer = this.#surroundings(job, this.#env);
    if (job.condition !== undefined && truthOf(job.condition, outer.lookup(NOWHERE)) === false) return NOTHING;
    if (job.uses !== undefined) {
      const path = localWorkflow(job.uses.value);
      const outputs = path === undefined ? undefined : this.#around.called(path, this.givenTo(job));
      return { done: this.#call(job, job.uses, path), outputs: outputs ?? new Map() };
    }
    const env = combineLayers(
      entriesLayer(job.env, (text) => valuesOfText(text, outer)),
      this.#env,
    );
    const { files, report, spend } = this.#around;
    const steps = new Steps({ contexts: this.#contexts(job), env, runner: this.#runner, files, report, spend });
    steps.run(job.steps);
    const done = steps.recorded.map(({ effect, step, host, command }): JobEffect => {
      const where = { job: job.id, step: step.title };
      const purpose = this.#around.purpose(job, step);
      return { effect, host, command, where, purpose, isHosted: job.isHosted, condition: step.condition?.trim() };
    });
    const outputs = new Map([...job.outputs].map(([name, text]) => [name, steps.evaluate(text)]));
    return { done: [...this.#slots(job, env), ...done], outputs };
  }

  /** A called workflow of this repository is checked separately; for one in another repository, only the inputs can be analysed. */
  #call(job: Job, uses: Text, path: string | undefined): readonly JobEffect[] {
    const { files, report } = this.#around;
    reportRef(uses, report);
    const place = sourceOf(uses).place(0, uses.value.length);
    if (path !== undefined && files.read(path) !== undefined) return [];
    const surroundings = this.#surroundings(job, this.#env);
    const step = { with: job.with };
    const call = actionStep(step, uses, "", this.#env, files, surroundings);
    const { effects } = unknownAction.read(call);
    const hint = this.#around.isReference(uses.value) ? undefined : deployHintOfCall(uses.value);
    const unread: readonly Effect[] =
      hint === undefined
        ? []
        : [
            { does: "unread", written: `uses: ${uses.value}`, at: place, hint },
            { does: "unknown-code", written: `uses: ${uses.value}`, at: place, why: ELSEWHERE, certainty: "open" },
          ];
    const purpose = this.#around.purpose(job, undefined);
    return (effects.length > 0 ? effects : unread).map((effect) => ({
      effect,
      host: "runner",
      command: undefined,
      where: { job: job.id, step: "" },
      purpose,
      isHosted: false,
    }));
  }

  /** `container:` and `services:` run inside the job, so the same rules apply as for the job. */
  #slots(job: Job, env: Layer): JobEffect[] {
    const purpose = this.#around.purpose(job, undefined);
    if (purpose === "test" || purpose === "build") return [];
    const around = this.#surroundings(job, env);
    return job.images.map(({ where, text }): JobEffect => {
      const values = valuesOfText(text, around);
      const image = { values, written: text.value, place: sourceOf(text).place(0, text.value.length) };
      const effect = { does: "start", by: where, image, stays: purpose === "deploy", throwaway: false } as const;
      return {
        effect,
        host: "runner",
        command: undefined,
        where: { job: job.id, step: where },
        purpose,
        isHosted: false,
      };
    });
  }
}

/** Every `uses:` of the workflow outside this repository. */
export function usesOf(workflow: Workflow): readonly Use[] {
  const use = (where: JobStep, text: Text | undefined): Use[] =>
    text === undefined || isLocalUse(text.value)
      ? []
      : [{ ...where, written: text.value, place: sourceOf(text).place(0, text.value.length) }];
  return workflow.jobs.flatMap((job) => [
    ...use({ job: job.id, step: "" }, job.uses),
    ...job.steps.flatMap((step) => use({ job: job.id, step: step.title }, step.uses)),
  ]);
}

const ELSEWHERE = "its workflow is not in this repository";

const NOWHERE: SourcePlace = { path: "", range: () => FILE_START };
