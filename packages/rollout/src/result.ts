// The result of a deploy or rollback, for outputs, summary and log.
import { type Problem, ProblemError } from "@deploy-actions/contract";
import type { Verdict } from "@deploy-actions/probe";
import type { History, Outcome, Release } from "@deploy-actions/release";
import type { Container } from "@deploy-actions/runtime";
import type { Evidence } from "./evidence.ts";
import type { PhaseDuration } from "./journal.ts";

/** A release involved in this attempt. */
export type ReleaseStatus = {
  readonly status: "live" | "failed" | "rollback-failed";
  readonly release: Pick<Release, "id" | "images">;
  /** The result of the probe and the container checks, in sentences. */
  readonly observed: string;
};

export type Result = {
  readonly outcome: Outcome;
  /** The requested release; absent if the request was rejected before the release had an id. */
  readonly release?: string;
  /** The release to roll back to from `release`. */
  readonly previous?: string;
  /** The last line of the log. After a failure, `problem` has the details. */
  readonly line: string;
  /** Present unless the outcome is `deployed` or `unchanged`. */
  readonly problem?: Problem;
  /** The attempted release, and the one rolled back to, if any. Absent if the attempt was rejected before the switch. */
  readonly releases?: readonly ReleaseStatus[];
  readonly phaseDurations: readonly PhaseDuration[];
  readonly verdict?: Verdict;
  readonly evidence: readonly Evidence[];
  /** The containers at the end; absent if the engine was not queried again. */
  readonly containers?: readonly Container[];
  /** The history before this attempt. */
  readonly history?: History;
};

/** The problem of a ProblemError. Any other error is a bug and is rethrown. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ProblemError)) throw error;
  return error.problem;
}

/** The result of an attempt that was rejected or interrupted before anything was changed. */
export function refusal(
  error: unknown,
  known: Pick<Partial<Result>, "release" | "previous" | "phaseDurations" | "history"> = {},
): Result {
  const problem = problemOf(error);
  const line = `failed-clean: ${problem.happened}`;
  return { outcome: "failed-clean", line, problem, evidence: [], phaseDurations: [], ...known };
}
