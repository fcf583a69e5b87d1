// Assertions that several areas share.
import { isDeepStrictEqual } from "node:util";
import { ProblemError } from "@deploy-actions/contract";
import fc from "fast-check";

/** The result, or undefined if it threw a {@link ProblemError}. Every other error is thrown again: it is a bug. */
export function allowingProblems<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    expectProblem(error);
    return undefined;
  }
}

export async function allowingProblem<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    expectProblem(error);
    return undefined;
  }
}

/** Throws the error unless it is one of those that a package throws on purpose, with all three parts of its text. */
function expectProblem(error: unknown): void {
  if (!(error instanceof ProblemError)) throw error;
  const { happened, state, next } = error.problem;
  if ([happened, state, next].some((text) => text.trim() === "")) {
    throw new Error(`an error without ${happened === "" ? "a message" : "a state or remedy"}`, { cause: error });
  }
}

export function expectEqual(found: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(`${what}: ${fc.stringify(found).slice(0, 1000)} instead of ${fc.stringify(expected).slice(0, 1000)}`);
}

export function expectThat(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}

/** The same input gives the same result. */
export function expectRepeatable<T>(act: () => T): T {
  const first = act();
  expectEqual(act(), first, "a second time");
  return first;
}
