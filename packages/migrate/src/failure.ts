// Turns a failed step into the error that the user reads: what happened with the tool's last output, the state of the database, and
// what to do next. Pure.
import { formatReference } from "@deploy-actions/image";
import { commandLine, type TargetError } from "@deploy-actions/target";
import { cut } from "@deploy-actions/untrusted/text";
import { describeState } from "./database-state.ts";
import { MigrateError, type MigrateReason } from "./error.ts";
import { likelyCause } from "./likely-cause.ts";
import type { Head, Migrator, Step } from "./migrator.ts";
import type { StepLocation } from "./step-command.ts";

/** How far the run got: nothing changed yet, applying migrations, or reading the head afterwards. */
export type Phase = "preparing" | "applying" | "verifying";

/** `leftContainer` is a container that could not be stopped and may still be running. */
export type FailedExit = { readonly code: number } | { readonly interrupted: true; readonly leftContainer?: string };

/** Thrown inside this package when a step fails; callers get a MigrateError instead. */
export class StepFailure extends Error {
  readonly step: Step | undefined;
  readonly exit: FailedExit;
  /** The output of both streams, in order of arrival. */
  readonly lines: readonly string[];

  constructor(details: {
    readonly step?: Step;
    readonly exit: FailedExit;
    readonly lines: readonly string[];
    readonly cause?: unknown;
  }) {
    super("a step failed", { cause: details.cause });
    this.step = details.step;
    this.exit = details.exit;
    this.lines = details.lines;
  }
}

export type FailureContext = {
  readonly phase: Phase;
  readonly before: Head | undefined;
  readonly after: Head | undefined;
  readonly migration: {
    readonly migrator: Migrator;
    readonly location: StepLocation;
    readonly timeoutMs: number;
  };
  /** The reason for an interruption; ignored otherwise. */
  readonly interruption: "cancelled" | "timeout";
};

export function toMigrateError(failure: StepFailure, context: FailureContext): MigrateError {
  const { before, after } = context;
  const { reason, happened, next } = explain(failure, context);
  return new MigrateError(reason, {
    message: `${happened}${lastLines(failure.lines)}`,
    state: describeFailedState(failure, context),
    next: [likelyCause(failure.lines), next].filter((part) => part !== undefined).join(" "),
    before,
    after: context.phase === "preparing" ? before : after,
    cause: failure.cause,
  });
}

/** The program itself is missing on the target. */
export function toolMissing(error: TargetError): MigrateError {
  return new MigrateError("tool-missing", {
    message: error.message,
    state: "No migration was started.",
    next: `${error.next} Or set \`image\` to run the tool from the image that has it.`,
    cause: error,
  });
}

type Explanation = { readonly reason: MigrateReason; readonly happened: string; readonly next: string };

function explain({ step, exit }: StepFailure, context: FailureContext): Explanation {
  const { migrator, location, timeoutMs } = context.migration;
  const name = step === undefined ? "The preparation" : `\`${shortened(step)}\``;
  if ("interrupted" in exit) {
    const timedOut = context.interruption === "timeout";
    return {
      reason: context.interruption,
      happened: timedOut
        ? `${name} did not finish within ${timeoutMs / 1000} s and was stopped.`
        : `${name} was stopped because the run was cancelled.`,
      next: `${runAgain(migrator)}${timedOut ? " If it was still making progress, raise timeout-seconds." : ""}`,
    };
  }
  if (location.kind === "container" && exit.code === DOCKER_REFUSED) {
    return {
      reason: "not-started",
      happened: `Docker did not start ${name} in ${formatReference(location.image)}.`,
      next: "See Docker's error message above. A Docker network must exist before this step runs (docker network ls).",
    };
  }
  if (exit.code === NOT_FOUND || exit.code === NOT_EXECUTABLE) {
    const where = location.kind === "container" ? `in the image ${formatReference(location.image)}` : "on the runner";
    return {
      reason: "tool-missing",
      happened: `${name} could not run ${where}: a program it calls is missing or not executable (exit code ${exit.code}).`,
      next: "Check the command, and that its program is on PATH there.",
    };
  }
  if (context.phase !== "applying") {
    const when = context.phase === "preparing" ? "before" : "after";
    return {
      reason: "head-unreadable",
      happened: `The head could not be read ${when} the migration: ${name} ${describeExit(exit.code)}.`,
      next: runAgain(migrator),
    };
  }
  return { reason: "failed", happened: `${name} exited with code ${exit.code}.`, next: runAgain(migrator) };
}

/** Exit codes of `docker run` and of shells: Docker's own error, not executable, not found. */
const DOCKER_REFUSED = 125;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

function describeExit(code: number): string {
  return code === 0 ? "printed something that is not a head" : `exited with code ${code}`;
}

function describeFailedState({ exit }: StepFailure, context: FailureContext): string {
  const left =
    "interrupted" in exit && exit.leftContainer !== undefined
      ? ` The container ${exit.leftContainer} could not be stopped and may still be running: docker rm --force ${exit.leftContainer}`
      : "";
  return `${describeProgress(context)}${left}`;
}

function describeProgress({ phase, before, after, migration: { migrator } }: FailureContext): string {
  if (phase === "preparing") return "No migration was started.";
  if (phase === "verifying") {
    return `All migration steps succeeded; the head before was ${before?.text ?? "unknown"}.`;
  }
  return describeState(before, after, migrator.head !== undefined);
}

function runAgain({ statusCommand }: Migrator): string {
  const hint = statusCommand === undefined ? "" : ` To see the current state: \`${statusCommand}\`.`;
  return `Fix the problem shown above, then run this step again. Migrations that are already applied are not applied a second time.${hint}`;
}

const LONGEST_COMMAND = 120;
const COMMAND_END = 60;

/** Keeps a long script in argv from filling the screen. The end is kept because the subcommand comes after a long program path. */
function shortened(step: Step): string {
  const line = commandLine({ argv: step.argv });
  if (line.length <= LONGEST_COMMAND) return line;
  return `${line.slice(0, LONGEST_COMMAND - COMMAND_END - 1)}…${line.slice(-COMMAND_END)}`;
}

const LAST_LINES = 20;
/** In bytes: a message is shown in an annotation. */
const LONGEST_LINE = 1024;

function lastLines(lines: readonly string[]): string {
  const last = lines.filter((line) => line.trim() !== "").slice(-LAST_LINES);
  return last.length === 0
    ? ""
    : `\nThe last lines of output:\n${last.map((line) => `  ${cut(line, LONGEST_LINE)}`).join("\n")}`;
}
