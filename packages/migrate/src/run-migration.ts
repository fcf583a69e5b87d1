// Runs a migrator's steps in their place, in order and within one time limit, and says how far the database was before
// and is after. Whatever ends it early, nothing of it is left running, and the error tells the state of the database.
import type { Log } from "@deploy-actions/contract";
import type { Login } from "@deploy-actions/runtime";
import { commandLine, type Target, TargetError } from "@deploy-actions/target";
import { type Changed, changed } from "./database-state.ts";
import { explain, notFound, type Phase, Stopped } from "./failure.ts";
import type { Head, Migrator, Step } from "./migrator.ts";
import { prepareContainer } from "./prepare-container.ts";
import { runStep } from "./run-step.ts";
import { type Place, placed } from "./step-command.ts";

export type Migration = {
  readonly migrator: Migrator;
  readonly place: Place;
  /** Milliseconds for everything, from the pull of the image to the last reading of the head. */
  readonly timeoutMs: number;
  /** For the pull of the image. */
  readonly logins: readonly Login[];
};

export type Migrated = {
  readonly changed: Changed;
  /** Absent where the project has no way to tell. */
  readonly before: Head | undefined;
  readonly after: Head | undefined;
};

/** How long the head may take to be read after a step failed or ran out of time, in milliseconds. */
const AFTERMATH_MS = 30_000;

/** Throws MigrateError; RuntimeError where no engine answers or a variable cannot be given to a container. */
export async function runMigration(
  target: Target,
  migration: Migration,
  { log, signal: cancelled }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<Migrated> {
  const { migrator, place } = migration;
  const session: Session = {
    target,
    place,
    log,
    signal: AbortSignal.any([cancelled, AbortSignal.timeout(Math.ceil(migration.timeoutMs))]),
  };
  let phase: Phase = "preparing";
  let before: Head | undefined;
  try {
    if (place.kind === "container") await prepareContainer(target, place, migration.logins, session.signal, log);
    before = await readHead(session, migrator);
    if (before !== undefined) log.info(`The head before: ${before.text}`);
    const discovered = migrator.discover === undefined ? "" : await perform(session, migrator.discover, "quiet");
    phase = "applying";
    for (const step of migrator.apply(discovered)) await perform(session, step, "shown");
    phase = "proving";
    const after = await readHead(session, migrator);
    if (after !== undefined) log.info(`The head after: ${after.text}`);
    return { changed: changed(before, after), before, after };
  } catch (error) {
    const stopped = asStopped(error, place);
    if (stopped === undefined) throw error;
    const canLook = phase === "applying" && !cancelled.aborted;
    const after = canLook ? await aftermath(session, migrator, cancelled) : undefined;
    const by = cancelled.aborted ? "cancelled" : "timeout";
    throw explain(stopped, { phase, before, after, migration, by });
  }
}

type Session = {
  readonly target: Target;
  readonly place: Place;
  readonly log: Log;
  readonly signal: AbortSignal;
};

async function readHead(session: Session, migrator: Migrator): Promise<Head | undefined> {
  if (migrator.head === undefined) return undefined;
  const { step, parse } = migrator.head;
  const stdout = await perform(session, step, "quiet");
  try {
    return parse(stdout);
  } catch (cause) {
    throw new Stopped({ step, ended: { code: 0 }, lines: stdout.split(/\r?\n/), cause });
  }
}

/** What it printed on stdout. Throws Stopped when it did not end well. "quiet": its lines are for us, and shown only in a debug log. */
async function perform(session: Session, step: Step, lines: "shown" | "quiet"): Promise<string> {
  const { target, place, log, signal } = session;
  const say = lines === "shown" ? log.info : log.debug;
  say(`$ ${commandLine({ argv: placed(step, place).argv })}`);
  const printed: string[] = [];
  const ended = await runStep(target, step, place, signal, (line) => {
    printed.push(line);
    say(line);
  });
  if ("interrupted" in ended) throw new Stopped({ step, ended, lines: printed });
  if (ended.result.code !== 0) throw new Stopped({ step, ended: { code: ended.result.code }, lines: printed });
  return ended.result.stdout;
}

/** The head after a step failed; undefined when even that cannot be had. */
async function aftermath(session: Session, migrator: Migrator, cancelled: AbortSignal): Promise<Head | undefined> {
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(AFTERMATH_MS)]);
  return readHead({ ...session, signal }, migrator).catch(() => undefined);
}

function asStopped(error: unknown, place: Place): Stopped | undefined {
  if (error instanceof Stopped) return error;
  if (!(error instanceof TargetError)) return undefined;
  if (error.reason === "aborted") return new Stopped({ ended: { interrupted: true }, lines: [] });
  // In a container a missing program is an exit code; here it is the program that could not start.
  if (error.reason === "not-found" && place.kind === "target") throw notFound(error);
  return undefined;
}
