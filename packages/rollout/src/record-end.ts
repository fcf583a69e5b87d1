// Sees to it that an attempt always has an end: when it is cancelled, within a second, and when it breaks off, whatever broke it.
import { type Problem, ProblemError } from "@deploy-actions/contract";
import type { Setting } from "./context.ts";
import type { Journal } from "./journal.ts";
import { problemOf, type Result } from "./result.ts";

export type Known = Pick<Result, "release" | "previous" | "history">;

/** Does the work. When the signal fires first, writes down where it stood and returns at once, whatever the work is waiting for. */
export async function whole(
  setting: Setting,
  journal: Journal,
  known: Known,
  work: () => Promise<Result>,
): Promise<Result> {
  const { signal } = setting;
  const fired = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
  });
  const working = work().catch((error: unknown) =>
    signal.aborted ? cancelled(setting, journal, known) : brokenOff(setting, journal, known, error),
  );
  // A commit is two small writes from its end, and cut in two it would say less than the truth: so it is let finish.
  const stopped = fired.then(() => (journal.phase() === "commit" ? working : cancelled(setting, journal, known)));
  return Promise.race([working, stopped]);
}

async function cancelled(setting: Setting, journal: Journal, known: Known): Promise<Result> {
  const phase = journal.phase();
  const happened = `Cancelled in phase ${phase}, while release ${known.release} was being made live.`;
  return ended(setting, journal, known, { happened, again: "Run the same step again", cancelled: true });
}

async function brokenOff(setting: Setting, journal: Journal, known: Known, error: unknown): Promise<Result> {
  if (!(error instanceof ProblemError)) {
    // A fault of the program is reported as one, but the record gets its end first.
    await recordEnd(setting, journal, known, false);
    throw error;
  }
  const { problem } = error;
  const happened = `Broke off in phase ${journal.phase()}: ${problem.happened}`;
  return ended(setting, journal, known, {
    happened,
    again: `${problem.next} Then run the same step again`,
    cancelled: false,
  });
}

type Cut = { readonly happened: string; readonly again: string; readonly cancelled: boolean };

async function ended(setting: Setting, journal: Journal, known: Known, cut: Cut): Promise<Result> {
  const phase = journal.phase();
  const before = known.history?.current;
  const untouched = !journal.touched();
  const outcome = await recordEnd(setting, journal, known, cut.cancelled);
  const problem = {
    happened: cut.happened,
    ...(phase === "commit" ? halfCommitted(known, cut.again) : sayings(setting, before, untouched, cut.again)),
  };
  return { ...known, outcome, line: `${outcome}: ${problem.happened}`, problem, laps: journal.laps(), evidence: [] };
}

/** Writes the end of an attempt that was cut off into the ledger, as far as that works. */
async function recordEnd(
  { log }: Setting,
  journal: Journal,
  known: Known,
  cancelled: boolean,
): Promise<"failed-clean" | "failed-dirty"> {
  const before = known.history?.current;
  const untouched = !journal.touched();
  const outcome = untouched ? "failed-clean" : "failed-dirty";
  const serving = untouched && before !== undefined ? { serving: before } : {};
  try {
    await journal.end({ outcome, cancelled, failure: `cut off in phase ${journal.phase()}`, ...serving });
  } catch (error) {
    log.warning(`The end of this attempt could not be written into the ledger: ${problemOf(error).happened}`);
  }
  return outcome;
}

function sayings(
  { place }: Setting,
  before: string | undefined,
  untouched: boolean,
  again: string,
): Omit<Problem, "happened"> {
  if (untouched) {
    const serves = before === undefined ? "nothing of this app is deployed" : `release ${before} still serves`;
    return { state: `Nothing was switched: ${serves}.`, next: `${again}.` };
  }
  const record = before === undefined ? "no release" : `release ${before}`;
  return {
    state: `The containers of ${place.app} in ${place.environment} may be of either release; the record still names ${record} as the one that serves.`,
    next: `${again}: it goes on from whatever is there.${before === undefined ? "" : ` Or roll back: the rollback action with \`to: ${before}\`.`}`,
  };
}

function halfCommitted({ release }: Known, again: string): Omit<Problem, "happened"> {
  return { state: `Release ${release} runs and answers; only its record was not finished.`, next: `${again}.` };
}
