// Runs one process as a step: creates its command files, reads its log, and reads the files afterwards.

import { createCommandFiles, readCommandFiles } from "./command-files.ts";
import type { Machine } from "./environment.ts";
import type { Masker } from "./masker.ts";
import { type Annotation, createStepLog } from "./step-log.ts";
import { type Cancel, type Ended, runProcess } from "./step-process.ts";
import type { Orphan } from "./tracking.ts";
import type { WorkflowCommand } from "./workflow-command.ts";

export interface StepResult {
  readonly conclusion: "success" | "failure" | "cancelled";
  /** The process's own; a step may fail with 0 when a command file was malformed. */
  readonly exitCode: number;
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly path: readonly string[];
  /** Markdown, masked; empty where it was above 1024 KiB. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  readonly masks: readonly string[];
  /** What a reader of the log sees: both streams, commands executed, secrets masked. */
  readonly log: string;
  readonly commands: readonly WorkflowCommand[];
  readonly stdoutRaw: string;
  readonly stderrRaw: string;
  readonly durationMs: number;
  readonly cancelled?: Ended["cancelled"];
  readonly orphans: readonly Orphan[];
}

export interface StepRequest {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly machine: Machine;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string | undefined;
  readonly masker: Masker;
  readonly debug: boolean;
  readonly cancel?: Cancel | undefined;
  readonly warning?: string | undefined;
}

let count = 0;

export async function runStep({
  name,
  argv,
  machine,
  env,
  cwd,
  masker,
  debug,
  cancel,
  warning,
}: StepRequest): Promise<StepResult> {
  count += 1;
  const { files, variables } = await createCommandFiles(machine.commandFiles, `${name}_${count}`);
  const log = createStepLog(masker, debug);
  if (warning !== undefined) log.issue("warning", warning);
  const ended = await runProcess({
    argv,
    cwd: cwd ?? machine.workspace,
    env: { ...env, ...variables },
    trackingId: machine.trackingId,
    cancel,
    onLine: log.take,
  });
  const harvest = await readCommandFiles(files);
  for (const message of [...harvest.errors, ...harvest.complaints]) log.issue("error", message);
  const failed = ended.exitCode !== 0 || log.failures.length > 0 || harvest.errors.length > 0;
  return {
    conclusion: ended.cancelled !== undefined ? "cancelled" : failed ? "failure" : "success",
    exitCode: ended.exitCode,
    outputs: { ...log.outputs, ...harvest.outputs },
    state: { ...log.state, ...harvest.state },
    env: harvest.env,
    path: harvest.path,
    summary: masker.apply(harvest.summary),
    annotations: log.annotations,
    masks: log.masks,
    log: log.lines.join("\n"),
    commands: log.commands,
    stdoutRaw: ended.stdout,
    stderrRaw: ended.stderr,
    durationMs: ended.durationMs,
    ...(ended.cancelled === undefined ? {} : { cancelled: ended.cancelled }),
    orphans: ended.orphans,
  };
}
