// Runs a workflow with nektos/act in host mode and reads its JSON log: which jobs ran, how each ended, and their outputs.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

/** What starts the run. */
type Event = "push" | "pull_request" | "schedule" | "workflow_dispatch";

export interface WorkflowRun {
  readonly act: string;
  /** The repository whose workflow runs. */
  readonly repository: string;
  readonly event: Event;
  /** Path of the workflow in the repository. */
  readonly workflow: string;
  /** `owner/name@ref` to the folder that serves it. */
  readonly local: Readonly<Record<string, string>>;
  /** Files in act's NAME=value form, so that no secret is in its arguments. */
  readonly secretFile: string;
  readonly varFile: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** A file with the event's payload. */
  readonly payload?: string;
  readonly actor: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where act makes its workspaces. */
  readonly cache: string;
  /** Ends act and what it started. */
  readonly signal: AbortSignal;
}

export interface WorkflowResult {
  readonly exitCode: number;
  /** Result by job id, in the order in which they ended; a job that was skipped is absent. */
  readonly jobs: Readonly<Record<string, string>>;
  /** Outputs by `job.step.name`. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: string;
}

const LABELS = ["ubuntu-latest", "self-hosted", "target"];

function actCommand(run: WorkflowRun): readonly [string, ...string[]] {
  const many = (flag: string, values: readonly string[]) => values.flatMap((value) => [flag, value]);
  const pairs = (record: Readonly<Record<string, string>>) =>
    Object.entries(record).map(([name, value]) => `${name}=${value}`);
  return [
    run.act,
    run.event,
    ...[
      "--workflows",
      run.workflow,
      "--json",
      "--no-skip-checkout",
      "--action-offline-mode",
      "--no-cache-server",
      "--pull=false",
    ],
    ...[
      "--actor",
      run.actor,
      "--secret-file",
      run.secretFile,
      "--var-file",
      run.varFile,
      "--action-cache-path",
      run.cache,
    ],
    ...many(
      "--platform",
      LABELS.map((label) => `${label}=-self-hosted`),
    ),
    ...many("--local-repository", pairs(run.local)),
    ...many("--input", pairs(run.inputs ?? {})),
    ...many("--eventpath", run.payload === undefined ? [] : [run.payload]),
    ...many("--env", pairs(run.environment)),
  ];
}

const event = z.object({
  msg: z.string(),
  job: z.string().optional(),
  jobID: z.string().optional(),
  jobResult: z.string().optional(),
  stepID: z.array(z.string()).optional(),
  command: z.string().optional(),
  name: z.string().optional(),
  arg: z.string().optional(),
});

export async function runWorkflow(run: WorkflowRun): Promise<WorkflowResult> {
  const [program, ...args] = actCommand(run);
  const child = spawn(program, args, { cwd: run.repository, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const stop = () => child.pid !== undefined && child.exitCode === null && process.kill(-child.pid, "SIGTERM");
  run.signal.addEventListener("abort", stop, { once: true });
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  const jobs: Record<string, string> = {};
  const outputs: Record<string, string> = {};
  const log: string[] = [];
  child.stderr.on("data", (text) => log.push(String(text)));
  for await (const line of createInterface(child.stdout)) {
    const parsed = line.startsWith("{") ? event.safeParse(JSON.parse(line)) : undefined;
    if (parsed?.success !== true) {
      log.push(line);
      continue;
    }
    const { msg, job, jobID, jobResult, stepID, command, name, arg } = parsed.data;
    // act runs a step in its own terminal, so programs use colours.
    log.push(`[${job?.trim() ?? ""}] ${stripVTControlCharacters(msg)}`);
    if (jobID !== undefined && jobResult !== undefined) jobs[jobID] = jobResult;
    if (command === "set-output" && stepID?.length === 1) outputs[`${jobID}.${stepID[0]}.${name}`] = arg ?? "";
  }
  const exitCode = await ended;
  run.signal.removeEventListener("abort", stop);
  return { exitCode, jobs, outputs, log: log.join("\n") };
}
