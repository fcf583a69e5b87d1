// How this library says that something went wrong: what happened, what state things are in now, what to run next.
import { type Problem, ProblemError } from "@deploy-actions/contract";
import type { Summary } from "./summary.ts";

/** An error that none of our packages threw on purpose says only what happened. */
export type Reported = Pick<Problem, "happened"> & Partial<Problem>;

/** The problem as the lines a person reads. */
export function problemText({ happened, state, next }: Reported): string {
  return [happened, state && `State: ${state}`, next && `Next: ${next}`].filter(Boolean).join("\n");
}

/** The problem as blocks of the job summary. */
export function summarizeProblem(summary: Summary, title: string, { happened, state, next }: Reported): void {
  summary.headline("bad", title);
  summary.paragraph(happened);
  if (state) summary.paragraph(`State: ${state}`);
  if (next) summary.paragraph(`Next: ${next}`);
}

/** Reads whatever was thrown. */
export function toProblem(error: unknown): Reported {
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof Error)) return { happened: String(error) };
  return { happened: error.message === "" ? error.name : error.message };
}
