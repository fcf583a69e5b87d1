// How a deploy or rollback ended: one value for outputs, summary and log.
import { type Problem, ProblemError } from "@deploy-actions/contract";
import type { Verdict } from "@deploy-actions/probe";
import type { History, Outcome, Release } from "@deploy-actions/release";
import type { Container } from "@deploy-actions/runtime";
import type { Evidence } from "./evidence.ts";
import type { Lap } from "./journal.ts";

/** A release of this attempt, and what was seen of it. */
export type Side = {
  readonly is: "serves" | "left" | "stuck";
  readonly release: Pick<Release, "id" | "images">;
  /** One or a few sentences: what the probe and the containers said. */
  readonly saw: string;
};

export type Result = {
  readonly outcome: Outcome;
  /** The release that was asked for; absent when it was refused before it had an id. */
  readonly release?: string;
  /** The release to roll back to from it. */
  readonly previous?: string;
  /** What to say last. Of a failure, `problem` says it. */
  readonly line: string;
  /** Present unless the outcome is `deployed` or `unchanged`. */
  readonly problem?: Problem;
  /** The release that was tried, and the one that serves in its place, if another does; none when it was refused before that. */
  readonly sides?: readonly Side[];
  readonly laps: readonly Lap[];
  readonly verdict?: Verdict;
  readonly evidence: readonly Evidence[];
  /** How the containers stand at the end, as the engine said; absent where it was not asked again. */
  readonly containers?: readonly Container[];
  /** The history before this attempt. */
  readonly history?: History;
};

/** Reads an error of ours as a problem; any other is a fault of the program and is thrown on. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ProblemError)) throw error;
  return error.problem;
}

/** Refused, or cut off, before anything was touched. */
export function refusal(
  error: unknown,
  known: Pick<Partial<Result>, "release" | "previous" | "laps" | "history"> = {},
): Result {
  const problem = problemOf(error);
  const line = `failed-clean: ${problem.happened}`;
  return { outcome: "failed-clean", line, problem, evidence: [], laps: [], ...known };
}
