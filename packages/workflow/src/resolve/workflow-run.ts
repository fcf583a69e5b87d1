// Runs a workflow on paper: every job once, when somebody asks for it, after the jobs that it needs.
import {
  type Done,
  type Effect,
  meansOfCall,
  type Use,
  unknownAction,
  type Where,
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
  refProblem,
  type Step,
  type Workflow,
} from "@deploy-actions/workflow-source/model";
import type { Values } from "@deploy-actions/workflow-source/value";
import { sourceOf, type Text } from "@deploy-actions/workflow-source/yaml";
import { actionStep } from "./action-step.ts";
import { lookupIn, type Outputs } from "./contexts.ts";
import { evaluated } from "./evaluate.ts";
import { entriesLayer, type Layer, layered } from "./layers.ts";
import { Steps } from "./steps.ts";

export type WorkflowContext = {
  readonly workflow: Workflow;
  readonly inputs: ReadonlyMap<string, Values>;
  readonly files: Files;
  /** What a called workflow of this repository gives back for these inputs. */
  called(path: string, inputs: ReadonlyMap<string, Values>): Outputs | undefined;
  purpose(job: Job, step: Step | undefined): Purpose;
  /** True of a called workflow that is known to deploy nothing but digests. */
  isReference(uses: string): boolean;
  report(problem: SourceProblem): void;
  spend(cost?: number): boolean;
};

type JobRun = { readonly done: readonly Done[]; readonly outputs: Outputs };

const NOTHING: JobRun = { done: [], outputs: new Map() };

/** Jobs that are run for what another one needs of them, one inside the other. */
const NEEDS_LIMIT = 50;

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
      evaluated(
        text,
        this.#surroundings(undefined, () => undefined),
      ),
    );
  }

  /** What the jobs do, each job's effects in order. A job that never runs does nothing. */
  get jobs(): readonly (readonly Done[])[] {
    return this.#around.workflow.jobs.map((job) => this.#run(job).done);
  }

  /** The outputs of `workflow_call`. */
  get outputs(): Outputs {
    const around = this.#surroundings(undefined, this.#env);
    return new Map([...this.#around.workflow.outputs].map(([name, text]) => [name, evaluated(text, around)]));
  }

  /** What a job that calls another workflow gives it, by input. */
  givenTo(job: Job): ReadonlyMap<string, Values> {
    const around = this.#surroundings(job, this.#env);
    return new Map([...job.with].map(([name, text]) => [name, evaluated(text, around)]));
  }

  #surroundings(job: Job | undefined, env: Layer) {
    const contexts = { ...this.#contexts(job), env, steps: new Map() };
    const evaluate = (text: Text): Values => evaluated(text, around);
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
    if (this.#depth >= NEEDS_LIMIT) return NOTHING;
    // A job that needs itself, over whatever way, finds nothing there.
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
    const env = layered(
      entriesLayer(job.env, (text) => evaluated(text, outer)),
      this.#env,
    );
    const { files, report, spend } = this.#around;
    const steps = new Steps({ contexts: this.#contexts(job), env, runner: this.#runner, files, report, spend });
    steps.run(job.steps);
    const done = steps.recorded.map(({ effect, step, host, command }): Done => {
      const where = { job: job.id, step: step.title };
      const purpose = this.#around.purpose(job, step);
      return { effect, host, command, where, purpose, isHosted: job.isHosted, condition: step.condition?.trim() };
    });
    const outputs = new Map([...job.outputs].map(([name, text]) => [name, steps.evaluate(text)]));
    return { done: [...this.#slots(job, env), ...done], outputs };
  }

  /** A workflow of this repository is checked where it stands; of another one only what it is given can be read. */
  #call(job: Job, uses: Text, path: string | undefined): readonly Done[] {
    const { files, report } = this.#around;
    const problem = refProblem(uses.value);
    const place = sourceOf(uses).place(0, uses.value.length);
    if (problem !== undefined) report({ path: place.path, range: place.range(), message: problem });
    if (path !== undefined && files.read(path) !== undefined) return [];
    const surroundings = this.#surroundings(job, this.#env);
    const step = { with: job.with };
    const call = actionStep(step, uses, "", this.#env, files, surroundings);
    const { effects } = unknownAction.read(call);
    const means = this.#around.isReference(uses.value) ? undefined : meansOfCall(uses.value);
    const unread: readonly Effect[] =
      means === undefined ? [] : [{ does: "unread", written: `uses: ${uses.value}`, at: place, means }];
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

  /** `container:` and `services:` run inside the job, so they are held to what the job is held to. */
  #slots(job: Job, env: Layer): Done[] {
    const purpose = this.#around.purpose(job, undefined);
    if (purpose === "test" || purpose === "build") return [];
    const around = this.#surroundings(job, env);
    return job.images.map(({ where, text }): Done => {
      const values = evaluated(text, around);
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

/** Every `uses:` of the workflow that isn't in the repository. */
export function usesOf(workflow: Workflow): readonly Use[] {
  const use = (where: Where, text: Text | undefined): Use[] =>
    text === undefined || isLocalUse(text.value)
      ? []
      : [{ ...where, written: text.value, place: sourceOf(text).place(0, text.value.length) }];
  return workflow.jobs.flatMap((job) => [
    ...use({ job: job.id, step: "" }, job.uses),
    ...job.steps.flatMap((step) => use({ job: job.id, step: step.title }, step.uses)),
  ]);
}

const NOWHERE: SourcePlace = { path: "", range: () => FILE_START };
