// Runs a migrator's steps in order and within one time limit, and reads the head before and after. On any failure nothing is left running,
// and the error reports the state of the database.
import type { Log } from "@deploy-actions/contract";
import type { Login } from "@deploy-actions/runtime";
import { commandLine, type Target, TargetError } from "@deploy-actions/target";
import { cut } from "@deploy-actions/untrusted/text";
import { type Changed, headChanged } from "./database-state.ts";
import { type Phase, StepFailure, toMigrateError, toolMissing } from "./failure.ts";
import type { Head, Migrator, Step } from "./migrator.ts";
import { prepareContainer } from "./prepare-container.ts";
import { runStep } from "./run-step.ts";
import { type StepLocation, stepCommand } from "./step-command.ts";

export type Migration = {
  readonly migrator: Migrator;
  readonly location: StepLocation;
  /** Limit in milliseconds for the complete run, from pulling the image to reading the head afterwards. */
  readonly timeoutMs: number;
  /** Used to pull the image. */
  readonly logins: readonly Login[];
};

export type MigrationResult = {
  readonly changed: Changed;
  /** Absent when this project has no way to read the head. */
  readonly before: Head | undefined;
  readonly after: Head | undefined;
};

/** Limit in milliseconds for reading the head after a step failed or timed out. */
const HEAD_AFTER_FAILURE_MS = 30_000;

/** Throws MigrateError, or RuntimeError when the Docker engine does not answer or a variable cannot be passed to a container. */
export async function runMigration(
  target: Target,
  migration: Migration,
  { log, signal: cancelled }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<MigrationResult> {
  const { migrator, location } = migration;
  const session: Session = {
    target,
    location,
    log,
    signal: AbortSignal.any([cancelled, AbortSignal.timeout(Math.ceil(migration.timeoutMs))]),
  };
  let phase: Phase = "preparing";
  let before: Head | undefined;
  try {
    if (location.kind === "container") await prepareContainer(target, location, migration.logins, session.signal, log);
    before = await readHead(session, migrator);
    if (before !== undefined) log.info(`Head before: ${before.text}`);
    const discovered = migrator.discover === undefined ? "" : await perform(session, migrator.discover, "debug");
    phase = "applying";
    for (const step of migrator.apply(discovered)) await perform(session, step, "info");
    phase = "verifying";
    const after = await readHead(session, migrator);
    if (after !== undefined) log.info(`Head after: ${after.text}`);
    return { changed: headChanged(before, after), before, after };
  } catch (error) {
    const failure = toStepFailure(error, location);
    if (failure === undefined) throw error;
    const canReadHead = phase === "applying" && !cancelled.aborted;
    const after = canReadHead ? await readHeadAfterFailure(session, migrator, cancelled) : undefined;
    const interruption = cancelled.aborted ? "cancelled" : "timeout";
    throw toMigrateError(failure, { phase, before, after, migration, interruption });
  }
}

type Session = {
  readonly target: Target;
  readonly location: StepLocation;
  readonly log: Log;
  readonly signal: AbortSignal;
};

async function readHead(session: Session, migrator: Migrator): Promise<Head | undefined> {
  if (migrator.head === undefined) return undefined;
  const { step, parse } = migrator.head;
  const stdout = await perform(session, step, "debug");
  try {
    return parse(stdout);
  } catch (cause) {
    throw new StepFailure({ step, exit: { code: 0 }, lines: stdout.split(/\r?\n/), cause });
  }
}

/** How many of the last lines of a step, and how many bytes of each, are searched for the cause of a failure. */
const KEPT_LINES = 10_000;
const LONGEST_LINE = 10_000;

/** Returns the step's stdout and logs its output at `level`. Throws StepFailure when the step did not succeed. */
async function perform(session: Session, step: Step, level: "info" | "debug"): Promise<string> {
  const { target, location, log, signal } = session;
  const write = log[level];
  // What is logged at "info" is for people; everything else is read by this library.
  const command = stepCommand(step, location, level === "info" ? "excerpt" : "whole");
  write(`$ ${commandLine({ argv: command.argv })}`);
  const lines: string[] = [];
  const outcome = await runStep(target, command, location, signal, (line) => {
    lines.push(cut(line, LONGEST_LINE));
    if (lines.length > 2 * KEPT_LINES) lines.splice(0, KEPT_LINES);
    write(line);
  });
  if ("interrupted" in outcome) throw new StepFailure({ step, exit: outcome, lines });
  if (outcome.result.code !== 0) throw new StepFailure({ step, exit: { code: outcome.result.code }, lines });
  return outcome.result.stdout;
}

/** The head after a failed step; undefined when it cannot be read either. */
async function readHeadAfterFailure(
  session: Session,
  migrator: Migrator,
  cancelled: AbortSignal,
): Promise<Head | undefined> {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(HEAD_AFTER_FAILURE_MS)]);
  return readHead({ ...session, signal }, migrator).catch(() => undefined);
}

function toStepFailure(error: unknown, location: StepLocation): StepFailure | undefined {
  if (error instanceof StepFailure) return error;
  if (!(error instanceof TargetError)) return undefined;
  if (error.reason === "aborted") return new StepFailure({ exit: { interrupted: true }, lines: [] });
  // In a container a missing program shows as an exit code; on the target the program itself fails to start.
  if (error.reason === "not-found" && location.kind === "target") throw toolMissing(error);
  return undefined;
}
