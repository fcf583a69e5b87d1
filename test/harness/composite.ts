// A small interpreter for composite actions made of `run:` steps: expressions, `if:`, step outputs, env, both shells.
// It does not run nested `uses:`; action.yml files with them are refused when they are read.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type Contexts, type ContextValue, holds, interpolate } from "./expression.ts";
import type { CompositeRuns, Manifest, Step } from "./manifest.ts";
import { runStep, type StepRequest, type StepResult } from "./step.ts";

export interface CompositeRequest extends Omit<StepRequest, "name" | "argv"> {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly runs: CompositeRuns;
  readonly inputs: Readonly<Record<string, string>>;
  readonly contexts: Contexts;
}

/** How the runner calls a shell (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell). */
const SHELLS = { bash: ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail"], sh: ["sh", "-e"] } as const;

/** One result for all steps: logs and annotations joined, the exit code that of the step that failed, outputs mapped. */
export async function runComposite({
  folder,
  manifest,
  runs,
  inputs,
  contexts,
  ...request
}: CompositeRequest): Promise<StepResult> {
  const steps: Record<string, ContextValue> = {};
  const results: StepResult[] = [];
  let env: Record<string, string> = { ...request.env, GITHUB_ACTION_PATH: folder };
  let status: StepResult["conclusion"] = "success";
  const here = (): Contexts => ({
    closed: { ...contexts.closed, inputs, github: { ...contexts.closed.github, action_path: folder } },
    open: { steps: { ...steps }, env },
    status,
  });
  for (const [index, step] of runs.steps.entries()) {
    if (!holds(step.if ?? "success()", here())) continue;
    const result = await runStep({ ...request, ...(await shellStep(step, index, here(), request, env)) });
    results.push(result);
    if (step.id !== undefined)
      steps[step.id] = { outcome: result.conclusion, conclusion: result.conclusion, outputs: result.outputs };
    if (status === "success") status = result.conclusion;
    env = { ...env, ...result.env, PATH: [...result.path.toReversed(), env.PATH ?? ""].join(":") };
  }
  const outputs = Object.entries(manifest.outputs).map(([name, { value = "" }]) => [name, interpolate(value, here())]);
  return joined(results, status, Object.fromEntries(outputs));
}

async function shellStep(
  step: Step,
  index: number,
  contexts: Contexts,
  { machine }: Pick<StepRequest, "machine">,
  env: Record<string, string>,
) {
  const name = step.id ?? `step-${index}`;
  const script = join(machine.temp, "_runner_file_commands", `${name}.sh`);
  await mkdir(dirname(script), { recursive: true });
  await writeFile(script, interpolate(step.run, contexts));
  const own = Object.entries(step.env).map(([key, value]) => [key, interpolate(value, contexts)]);
  const [shell, ...flags] = SHELLS[step.shell];
  return {
    name,
    argv: [shell, ...flags, script] as const,
    env: { ...env, ...Object.fromEntries(own) },
    cwd: resolve(machine.workspace, interpolate(step["working-directory"] ?? ".", contexts)),
  };
}

function joined(
  results: readonly StepResult[],
  conclusion: StepResult["conclusion"],
  outputs: Readonly<Record<string, string>>,
): StepResult {
  const cancelled = results.find((each) => each.cancelled !== undefined)?.cancelled;
  return {
    conclusion,
    exitCode: results.find((each) => each.exitCode !== 0)?.exitCode ?? 0,
    outputs,
    state: {},
    env: Object.assign({}, ...results.map((each) => each.env)),
    path: results.flatMap((each) => each.path),
    summary: results.map((each) => each.summary).join(""),
    annotations: results.flatMap((each) => each.annotations),
    masks: results.flatMap((each) => each.masks),
    log: results.map((each) => each.log).join("\n"),
    commands: results.flatMap((each) => each.commands),
    stdoutRaw: results.map((each) => each.stdoutRaw).join(""),
    stderrRaw: results.map((each) => each.stderrRaw).join(""),
    durationMs: results.reduce((sum, each) => sum + each.durationMs, 0),
    ...(cancelled === undefined ? {} : { cancelled }),
    orphans: results.flatMap((each) => each.orphans),
  };
}
