// Shows a problem to the user: what happened, the current state, and what to do next.
import { type Problem, ProblemError } from "@deploy-actions/contract";
import type { Summary } from "./summary.ts";

/** An unexpected error has only a message. */
export type ReportedProblem = Pick<Problem, "happened"> & Partial<Problem>;

/** The problem as lines of text. */
export function problemText({ happened, state, next }: ReportedProblem): string {
  return [happened, state && `State: ${state}`, next && `Next: ${next}`].filter(Boolean).join("\n");
}

/** The problem as blocks of the job summary. */
export function summarizeProblem(summary: Summary, title: string, { happened, state, next }: ReportedProblem): void {
  summary.headline("bad", title);
  summary.paragraph(happened);
  if (state) summary.paragraph(`State: ${state}`);
  if (next) summary.paragraph(`Next: ${next}`);
}

/** Converts any thrown value. */
export function toProblem(error: unknown): ReportedProblem {
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof Error)) return { happened: String(error) };
  return { happened: error.message === "" ? error.name : error.message };
}
