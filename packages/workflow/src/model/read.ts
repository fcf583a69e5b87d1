// Reads a workflow out of a YAML file after GitHub's workflow syntax, taking what is well formed and passing over the rest:
// what GitHub refuses is GitHub's to report.
import type { Problem, SourceFile } from "../source/decode.ts";
import { parseYaml, type Value } from "../source/document.ts";
import { FILE_START } from "../source/position.ts";
import type { Text } from "../source/scalar.ts";
import type { ImageSlot, Job, Step, Workflow } from "./workflow.ts";

/** Steps of one file, counted through anchors: aliases could multiply a small file without end. */
const STEP_LIMIT = 10_000;

export type WorkflowFile = { readonly workflow: Workflow; readonly problems: readonly Problem[] };

export function readWorkflow(file: SourceFile): WorkflowFile {
  const { root, problems } = parseYaml(file);
  const budget = { steps: STEP_LIMIT };
  const shell = defaultShell(root);
  const jobs = (root?.get("jobs")?.entries() ?? []).map(({ key, value }) => readJob(key, value, shell, budget));
  const overrun: Problem[] =
    budget.steps < 0
      ? [
          {
            path: file.path,
            range: FILE_START,
            message: `This file has more than ${STEP_LIMIT} steps; the rest was not checked.`,
          },
        ]
      : [];
  const workflow = { path: file.path, name: root?.get("name")?.text()?.value, jobs };
  return { workflow, problems: [...problems, ...overrun] };
}

function readJob(id: string, job: Value, inherited: string | undefined, budget: { steps: number }): Job {
  const shell = defaultShell(job) ?? inherited ?? systemShell(job);
  const steps: Step[] = [];
  for (const step of budget.steps < 0 ? [] : (job.get("steps")?.items() ?? [])) {
    if (--budget.steps < 0) break;
    steps.push(readStep(step, shell));
  }
  return {
    id,
    name: job.get("name")?.text()?.value,
    hasEnvironment: namesEnvironment(job.get("environment")),
    images: [...slot("container", job.get("container")), ...services(job)],
    steps,
  };
}

function readStep(step: Value, shell: string): Step {
  const texts = step.get("with")?.entries() ?? [];
  return {
    name: step.get("name")?.text()?.value,
    run: step.get("run")?.text(),
    shell: step.get("shell")?.text()?.value ?? shell,
    uses: step.get("uses")?.text()?.value,
    with: new Map(texts.flatMap(({ key, value }): [string, Text][] => pairWithText(key, value.text()))),
  };
}

function pairWithText(key: string, text: Text | undefined): [string, Text][] {
  return text === undefined ? [] : [[key, text]];
}

function services(job: Value): ImageSlot[] {
  const entries = job.get("services")?.entries() ?? [];
  return entries.flatMap(({ key, value }) => slot(`service ${key}`, value));
}

/** `container: image` or `container: { image }`; an empty image means none. */
function slot(where: string, value: Value | undefined): ImageSlot[] {
  const text = value?.get("image")?.text() ?? value?.text();
  return text === undefined || text.value === "" ? [] : [{ where, text }];
}

function namesEnvironment(environment: Value | undefined): boolean {
  const name = environment?.get("name")?.text() ?? environment?.text();
  return name !== undefined && name.value !== "";
}

function defaultShell(scope: Value | undefined): string | undefined {
  return scope?.get("defaults")?.get("run")?.get("shell")?.text()?.value;
}

function systemShell(job: Value): string {
  return /^windows-/i.test(job.get("runs-on")?.text()?.value ?? "") ? "pwsh" : "bash";
}
