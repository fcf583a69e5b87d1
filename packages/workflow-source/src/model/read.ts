// Reads a workflow from a YAML file, following GitHub's workflow syntax. Malformed parts are skipped: GitHub reports them itself.
import type { SourceFile, SourceProblem } from "../decode.ts";
import { triggersOf } from "../expression/triggers.ts";
import { FILE_START, type Range } from "../position.ts";
import { parseYaml, type YamlValue } from "../yaml/document.ts";
import type { Text } from "../yaml/scalar.ts";
import type { Entries, ImageSlot, Job, Step, Workflow, WorkflowInput } from "./workflow.ts";

/** Maximum number of jobs in one file. GitHub runs a few hundred per run at most. */
const JOB_LIMIT = 1000;
/** Maximum number of steps in one file, counting aliases, which could multiply a small file endlessly. */
const STEP_LIMIT = 10_000;

export type WorkflowFile = { readonly workflow: Workflow; readonly problems: readonly SourceProblem[] };

/** The `defaults.run` that apply to the steps in a scope. */
export type Defaults = { readonly shell: string | undefined; readonly directory: Text | undefined };

type Budget = { steps: number };

export function readWorkflow(file: SourceFile): WorkflowFile {
  const { root, problems } = parseYaml(file);
  const budget = { steps: STEP_LIMIT };
  const defaults = defaultsOf(root, { shell: undefined, directory: undefined });
  const on = root?.get("on");
  const entries = root?.get("jobs")?.entries() ?? [];
  const jobs = entries.slice(0, JOB_LIMIT).map(({ key, value }) => readJob(key, value, defaults, budget));
  const workflow = {
    path: file.path,
    name: textOf(root, "name"),
    triggers: triggersOf(on),
    inputs: [...inputsOf(on, "workflow_dispatch"), ...inputsOf(on, "workflow_call")],
    env: entriesOf(root?.get("env")),
    outputs: valuesOf(on?.get("workflow_call")?.get("outputs")),
    jobs,
  };
  const beyond = entries[JOB_LIMIT]?.keyText.range(0, 0);
  const overruns = [
    ...(budget.steps < 0 ? [overrun(file.path, FILE_START, `${STEP_LIMIT} steps`)] : []),
    ...(beyond === undefined ? [] : [overrun(file.path, beyond, `${JOB_LIMIT} jobs`)]),
  ];
  const doubled = root === undefined ? undefined : ambiguousKey(root, file.path, KEY_DEPTH, { nodes: NODE_LIMIT });
  return { workflow, problems: [...problems, ...overruns, ...(doubled === undefined ? [] : [doubled])] };
}

/** As deep as the keys of a step's `with:`. */
const KEY_DEPTH = 6;
/** Nodes; anchors can multiply them. More than the largest workflow that is read completely has. */
const NODE_LIMIT = 60_000;

/** The first key that is written twice, or merged in. GitHub rejects both; other servers choose one of the values. */
function ambiguousKey(
  value: YamlValue,
  path: string,
  depth: number,
  left: { nodes: number },
): SourceProblem | undefined {
  const seen = new Set<string>();
  for (const { key, keyText } of value.entries()) {
    const isMerge = key === "<<";
    const what = isMerge ? "A merge key (<<) is not allowed in a workflow" : `The key ${key} is written twice here`;
    const message = `${what}, so it is not certain which value counts; only one was checked.`;
    if (isMerge || seen.has(key)) return { path, range: keyText.range(0, keyText.value.length), message };
    seen.add(key);
  }
  for (const inner of depth > 0 ? [...value.entries().map((entry) => entry.value), ...value.items()] : []) {
    if (--left.nodes < 0) return undefined;
    const found = ambiguousKey(inner, path, depth - 1, left);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The steps of a job or of a composite action. */
export function readSteps(
  steps: YamlValue | undefined,
  defaults: Defaults,
  budget: Budget = { steps: STEP_LIMIT },
): Step[] {
  const read: Step[] = [];
  for (const step of budget.steps < 0 ? [] : (steps?.items() ?? [])) {
    if (--budget.steps < 0) break;
    read.push(readStep(step, read.length + 1, defaults));
  }
  return read;
}

function entriesOf(value: YamlValue | undefined): Entries {
  const pairs = (value?.entries() ?? []).map(({ key, value }): [string, Text | undefined] => [key, value.text()]);
  return new Map(pairs.flatMap(([key, text]): [string, Text][] => (text === undefined ? [] : [[key, text]])));
}

/** The `outputs` of workflows and composite actions: each entry has a `value`. */
export function valuesOf(outputs: YamlValue | undefined): Entries {
  const pairs = (outputs?.entries() ?? []).map(({ key, value }) => [key, value.get("value")?.text()] as const);
  return new Map(pairs.flatMap(([key, text]): [string, Text][] => (text === undefined ? [] : [[key, text]])));
}

function readJob(id: string, job: YamlValue, inherited: Defaults, budget: Budget): Job {
  const own = defaultsOf(job, inherited);
  const needs = job.get("needs");
  return {
    id,
    name: textOf(job, "name"),
    needs: [needs?.text(), ...(needs?.items() ?? []).map((item) => item.text())].flatMap((text) => text?.value ?? []),
    condition: textOf(job, "if"),
    hasEnvironment: namesEnvironment(job.get("environment")),
    isHosted: /^(?:ubuntu|windows|macos)-/i.test(textOf(job, "runs-on") ?? ""),
    env: entriesOf(job.get("env")),
    outputs: entriesOf(job.get("outputs")),
    matrix: job.get("strategy")?.get("matrix"),
    images: [...slot("container", job.get("container")), ...services(job)],
    steps: readSteps(job.get("steps"), { ...own, shell: own.shell ?? systemShell(job) }, budget),
    uses: job.get("uses")?.text(),
    with: entriesOf(job.get("with")),
  };
}

function readStep(step: YamlValue, number: number, { shell, directory }: Defaults): Step {
  const [name, id] = [textOf(step, "name"), textOf(step, "id")];
  return {
    title: name ?? id ?? `step ${number}`,
    name,
    id,
    condition: textOf(step, "if"),
    mayFail: !/^(?:false)?$/i.test(textOf(step, "continue-on-error")?.trim() ?? ""),
    env: entriesOf(step.get("env")),
    run: step.get("run")?.text(),
    shell: textOf(step, "shell") ?? shell ?? "bash",
    directory: step.get("working-directory")?.text() ?? directory,
    uses: step.get("uses")?.text(),
    with: entriesOf(step.get("with")),
  };
}

function inputsOf(on: YamlValue | undefined, event: WorkflowInput["event"]): WorkflowInput[] {
  return (on?.get(event)?.get("inputs")?.entries() ?? []).map(({ key, keyText, value }) => ({
    name: key,
    event,
    required: textOf(value, "required") === "true",
    type: textOf(value, "type") ?? "string",
    default: value.get("default")?.text(),
    options: (value.get("options")?.items() ?? []).flatMap((option) => option.text() ?? []),
    key: keyText,
  }));
}

function textOf(value: YamlValue | undefined, key: string): string | undefined {
  return value?.get(key)?.text()?.value;
}

function services(job: YamlValue): ImageSlot[] {
  const entries = job.get("services")?.entries() ?? [];
  return entries.flatMap(({ key, value }) => slot(`service ${key}`, value));
}

/** `container: image` or `container: { image }`; an empty image means none. */
function slot(where: string, value: YamlValue | undefined): ImageSlot[] {
  const text = value?.get("image")?.text() ?? value?.text();
  return text === undefined || text.value === "" ? [] : [{ where, text }];
}

function namesEnvironment(environment: YamlValue | undefined): boolean {
  const name = environment?.get("name")?.text() ?? environment?.text();
  return name !== undefined && name.value !== "";
}

function defaultsOf(scope: YamlValue | undefined, inherited: Defaults): Defaults {
  const run = scope?.get("defaults")?.get("run");
  return {
    shell: textOf(run, "shell") ?? inherited.shell,
    directory: run?.get("working-directory")?.text() ?? inherited.directory,
  };
}

function systemShell(job: YamlValue): string {
  return /^windows-/i.test(textOf(job, "runs-on") ?? "") ? "pwsh" : "bash";
}

function overrun(path: string, range: Range, bound: string): SourceProblem {
  return { path, range, message: `This file has more than ${bound}; the rest was not checked.` };
}
