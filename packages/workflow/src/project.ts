// A repository's workflows: reads each once, simulates it, and reports what it deploys.
import {
  builtBy,
  builtNames,
  commitPushes,
  type Deployment,
  deploymentsOf,
  type JobEffect,
  unknownCode,
  unreadDeploy,
  type WorkflowReport,
} from "@deploy-actions/workflow-deploy";
import { FILE_START, notingLimits, type SourceProblem, templateOfFile } from "@deploy-actions/workflow-source";
import type { Files } from "@deploy-actions/workflow-source/command";
import {
  type Job,
  type JobKind,
  jobKindOf,
  localWorkflow,
  type Purpose,
  purposeOf,
  readWorkflow,
  referenceWorkflows,
  type Step,
  WORKFLOW_FOLDERS,
  type Workflow,
} from "@deploy-actions/workflow-source/model";
import type { Values } from "@deploy-actions/workflow-source/value";
import type { Outputs } from "./resolve/contexts.ts";
import { inputValues } from "./resolve/inputs.ts";
import { usesOf, WorkflowRun } from "./resolve/workflow-run.ts";

/** What the configuration says about the repository if names are misleading. A job is identified by its id or name. */
export type Overrides = {
  /** Owners and registries whose images are the team's own: `acme`, `registry.acme.io`. */
  readonly ownOwners: readonly string[];
  /** True for a job that deploys, or builds, regardless of its names. */
  deploys(job: JobName): boolean;
  builds(job: JobName): boolean;
};

type JobName = Pick<Job, "id" | "name">;

const NO_OVERRIDES: Overrides = { ownOwners: [], deploys: () => false, builds: () => false };

export type Project = {
  /** What the workflow at `path` (relative to the repository root) deploys. Never throws. */
  report(path: string): WorkflowReport;
  /** The same repository as if these files (by path) had these texts. Other workflows are not read again. */
  edited(texts: ReadonlyMap<string, string>): Project;
};

/** Budget of script nodes, steps and files for one workflow; a workflow of 1,000 lines uses about 20,000. */
const BUDGET = 200_000;

/** `publishedAs`: the repository (`owner/name`) that this project's own actions and workflows are published in. */
export function openProject(files: Files, overrides: Partial<Overrides> = {}, publishedAs?: string): Project {
  return new Repository(files, { ...NO_OVERRIDES, ...overrides }, referenceWorkflows(publishedAs));
}

type Read = { readonly workflow: Workflow; readonly problems: readonly SourceProblem[] };

class Repository implements Project {
  readonly #files: Files;
  readonly #overrides: Overrides;
  readonly #isReference: (uses: string) => boolean;
  readonly #read = new Map<string, Read | undefined>();
  readonly #running = new Set<string>();
  #callers: ReadonlyMap<string, readonly { readonly path: string; readonly job: Job }[]> | undefined;

  constructor(files: Files, overrides: Overrides, isReference: (uses: string) => boolean) {
    this.#files = files;
    this.#overrides = overrides;
    this.#isReference = isReference;
  }

  report(path: string): WorkflowReport {
    try {
      const { result, limits } = notingLimits(() => this.#report(path));
      return limits.length === 0 ? result : { ...result, problems: [...result.problems, cutShort(path, limits)] };
    } catch (error) {
      const reason =
        error instanceof RangeError
          ? "it is nested too deeply"
          : error instanceof Error
            ? error.message
            : String(error);
      return failed(path, `This file could not be checked: ${reason}.`);
    }
  }

  edited(texts: ReadonlyMap<string, string>): Project {
    const project = new Repository(withTexts(this.#files, texts), this.#overrides, this.#isReference);
    for (const [path, read] of this.#read) if (!texts.has(path)) project.#read.set(path, read);
    return project;
  }

  #report(path: string): WorkflowReport {
    const read = this.#workflow(path);
    if (read === undefined) return failed(path, "This file cannot be read, so what it deploys is not known.");
    const { workflow } = read;
    const problems = [...read.problems];
    const touched = new Set([path]);
    const budget = budgetOf(BUDGET);
    const run = this.#start(workflow, this.#inputs(workflow), {
      report: (problem) => void problems.push(problem),
      spend: budget.spend,
      files: watched(this.#files, touched),
    });
    const jobs = run.jobs;
    if (budget.isSpent()) problems.push(overrun(path));
    const all: readonly JobEffect[] = jobs.flat();
    const own = { made: builtNames(builtBy(all)), owners: this.#overrides.ownOwners };
    const companions = all.flatMap(({ effect }) => (effect.does === "deploy-files" ? effect.companion.problems : []));
    return {
      path,
      deployments: jobs.flatMap((done, index) => [
        ...deploymentsOf(done, own),
        ...this.#notUnderstood(this.#kind(workflow, workflow.jobs[index]), done),
      ]),
      uses: usesOf(workflow),
      pushed: commitPushes(all),
      problems: [...problems, ...companions],
      files: [...touched],
    };
  }

  #notUnderstood(kind: JobKind, done: readonly JobEffect[]): readonly Deployment[] {
    const unread = unreadDeploy(kind, done);
    return [...(unread === undefined ? [] : [unread]), ...unknownCode(done, unread)];
  }

  #start(
    workflow: Workflow,
    inputs: ReadonlyMap<string, Values>,
    around: { report(problem: SourceProblem): void; spend(cost?: number): boolean; files: Files },
  ): WorkflowRun {
    return new WorkflowRun({
      ...around,
      workflow,
      inputs,
      called: (path, given) => this.#called(path, given, around.spend),
      purpose: (job, step) => this.#purpose(workflow, job, step),
      isReference: this.#isReference,
    });
  }

  #purpose(workflow: Workflow, job: Job, step: Step | undefined): Purpose {
    if (this.#overrides.deploys(job)) return "deploy";
    // Unlike a name, the configuration is final: nothing that this job runs is a deploy, as in a test.
    return this.#overrides.builds(job) ? "test" : purposeOf(workflow, job, step);
  }

  #kind(workflow: Workflow, job: Job | undefined): JobKind {
    if (job === undefined || this.#overrides.builds(job)) return "none";
    return this.#overrides.deploys(job) ? "deploy" : jobKindOf(workflow, job);
  }

  #called(path: string, given: ReadonlyMap<string, Values>, spend: (cost?: number) => boolean): Outputs | undefined {
    const workflow = this.#running.has(path) ? undefined : this.#workflow(path)?.workflow;
    if (workflow === undefined) return undefined;
    this.#running.add(path);
    try {
      const inputs = inputValues(workflow, (name) => [given.get(name)]);
      return this.#start(workflow, inputs, { report: () => undefined, spend, files: this.#files }).outputs;
    } finally {
      this.#running.delete(path);
    }
  }

  /** Includes calls from this repository's own workflows; a cycle of calls adds nothing. */
  #inputs(workflow: Workflow): ReadonlyMap<string, Values> {
    const callers = workflow.triggers.events.has("workflow_call") ? this.#callersOf(workflow.path) : [];
    const given = callers.flatMap(({ path, job }) => {
      const caller = this.#running.has(path) ? undefined : this.#workflow(path)?.workflow;
      if (caller === undefined) return [];
      this.#running.add(path);
      try {
        const run = this.#start(caller, this.#inputs(caller), {
          report: () => undefined,
          spend: budgetOf(BUDGET).spend,
          files: this.#files,
        });
        return [run.givenTo(job)];
      } finally {
        this.#running.delete(path);
      }
    });
    return inputValues(workflow, (name) => given.map((one) => one.get(name)));
  }

  #callersOf(path: string) {
    this.#callers ??= this.#findCallers();
    return this.#callers.get(path) ?? [];
  }

  #findCallers(): ReadonlyMap<string, readonly { readonly path: string; readonly job: Job }[]> {
    const paths = WORKFLOW_FOLDERS.flatMap((folder) => this.#files.below(folder)).filter((path) =>
      /\.ya?ml$/.test(path),
    );
    const calls = paths.flatMap((path) => {
      const jobs = this.#workflow(path)?.workflow.jobs ?? [];
      return jobs.flatMap((job) => {
        const called = localWorkflow(job.uses?.value);
        return called === undefined ? [] : [{ called, path, job }];
      });
    });
    return Map.groupBy(calls, ({ called }) => called);
  }

  #workflow(path: string): Read | undefined {
    if (this.#read.has(path)) return this.#read.get(path);
    const file = this.#files.read(path);
    const read = file === undefined ? undefined : readWorkflow({ path, text: file.text });
    this.#read.set(path, read);
    return read;
  }
}

/** The same files, some of them with different texts. */
function withTexts(files: Files, texts: ReadonlyMap<string, string>): Files {
  return {
    ...files,
    read(path) {
      const text = texts.get(path);
      return text === undefined ? files.read(path) : templateOfFile({ path, text });
    },
  };
}

function budgetOf(nodes: number) {
  let left = nodes;
  const spend = (cost = 1): boolean => {
    left -= cost;
    return left > 0;
  };
  return { spend, isSpent: () => left <= 0 };
}

/** The same files, recording which were read. */
function watched(files: Files, touched: Set<string>): Files {
  return {
    ...files,
    read(path) {
      const file = files.read(path);
      if (file !== undefined) touched.add(path);
      return file;
    },
  };
}

function failed(path: string, message: string): WorkflowReport {
  const problems = [{ path, range: FILE_START, message }];
  return { path, deployments: [], uses: [], pushed: [], problems, files: [path] };
}

function cutShort(path: string, limits: readonly string[]): SourceProblem {
  const message = `Part of what this workflow deploys was not checked, because ${limits.join("; ")}.`;
  return { path, range: FILE_START, message };
}

function overrun(path: string): SourceProblem {
  return {
    path,
    range: FILE_START,
    message: "This workflow is too large to be analysed completely; part of it was not checked.",
  };
}
