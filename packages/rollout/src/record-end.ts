// Ensures that an attempt's end is recorded in the ledger: within a second after cancellation, and after any error.
import { type Problem, ProblemError } from "@deploy-actions/contract";
import type { RolloutContext } from "./context.ts";
import type { Journal } from "./journal.ts";
import { problemOf, type Result } from "./result.ts";

export type KnownResult = Pick<Result, "release" | "previous" | "history">;

/** Runs `work`. If the signal fires first, records the interruption and returns immediately, without waiting for `work`. */
export async function withRecordedEnd(
  context: RolloutContext,
  journal: Journal,
  known: KnownResult,
  work: () => Promise<Result>,
): Promise<Result> {
  const { signal } = context;
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  const working = work().catch((error: unknown) =>
    signal.aborted ? cancelled(context, journal, known) : failed(context, journal, known, error),
  );
  // A commit is only two small writes, and an interrupted one would leave a wrong record, so it may finish.
  const stopped = aborted.then(() => (journal.phase() === "commit" ? working : cancelled(context, journal, known)));
  return Promise.race([working, stopped]);
}

async function cancelled(context: RolloutContext, journal: Journal, known: KnownResult): Promise<Result> {
  const phase = journal.phase();
  const happened = `Cancelled in phase ${phase}, while making release ${known.release} live.`;
  return interruptionResult(context, journal, known, { happened, again: "Run the same step again", cancelled: true });
}

async function failed(context: RolloutContext, journal: Journal, known: KnownResult, error: unknown): Promise<Result> {
  if (!(error instanceof ProblemError)) {
    // A bug is rethrown, but the end is recorded first.
    await recordEnd(context, journal, known, false);
    throw error;
  }
  const { problem } = error;
  const happened = `Failed in phase ${journal.phase()}: ${problem.happened}`;
  return interruptionResult(context, journal, known, {
    happened,
    again: `${problem.next} Then run the same step again`,
    cancelled: false,
  });
}

type Interruption = { readonly happened: string; readonly again: string; readonly cancelled: boolean };

async function interruptionResult(
  context: RolloutContext,
  journal: Journal,
  known: KnownResult,
  interruption: Interruption,
): Promise<Result> {
  const phase = journal.phase();
  const before = known.history?.current;
  const untouched = !journal.touched();
  const outcome = await recordEnd(context, journal, known, interruption.cancelled);
  const problem = {
    happened: interruption.happened,
    ...(phase === "commit"
      ? halfCommitted(known, interruption.again)
      : interruptedState(context, before, untouched, interruption.again)),
  };
  return {
    ...known,
    outcome,
    line: `${outcome}: ${problem.happened}`,
    problem,
    phaseDurations: journal.phaseDurations(),
    evidence: [],
  };
}

/** Records the end of an interrupted attempt. A failure to write it is only a warning. */
async function recordEnd(
  { log }: RolloutContext,
  journal: Journal,
  known: KnownResult,
  cancelled: boolean,
): Promise<"failed-clean" | "failed-dirty"> {
  const before = known.history?.current;
  const untouched = !journal.touched();
  const outcome = untouched ? "failed-clean" : "failed-dirty";
  const serving = untouched && before !== undefined ? { serving: before } : {};
  try {
    await journal.end({ outcome, cancelled, failure: `interrupted in phase ${journal.phase()}`, ...serving });
  } catch (error) {
    log.warning(`The end of this attempt could not be written to the ledger: ${problemOf(error).happened}`);
  }
  return outcome;
}

function interruptedState(
  { location }: RolloutContext,
  before: string | undefined,
  untouched: boolean,
  again: string,
): Omit<Problem, "happened"> {
  if (untouched) {
    const live = before === undefined ? "this app has no deployed release" : `release ${before} is still live`;
    return { state: `Nothing was switched: ${live}.`, next: `${again}.` };
  }
  const record = before === undefined ? "no release" : `release ${before}`;
  return {
    state: `The containers of ${location.app} in ${location.environment} may belong to either release; the ledger still records ${record} as live.`,
    next: `${again}: it continues from the current state.${before === undefined ? "" : ` Or roll back: run the rollback action with \`to: ${before}\`.`}`,
  };
}

function halfCommitted({ release }: KnownResult, again: string): Omit<Problem, "happened"> {
  return {
    state: `Release ${release} is running and healthy; only its ledger entry is incomplete.`,
    next: `${again}.`,
  };
}
