// The base of every error that a package of ours throws on purpose. What reports an error asks `instanceof ProblemError` and
// nothing else; any other error is a fault of the program. test/build/one-error-base.test.ts asserts that the bundle has one class.
import type { Problem } from "./problem.ts";

/** `message` is what happened; see {@link Problem} for the other two. */
export type ProblemText = {
  readonly message: string;
  readonly state: string;
  readonly next: string;
  readonly cause?: unknown;
};

/** `never` for `string`: a package must list its reason codes, so that a `switch` over them can be exhaustive. */
type Closed<Reason extends string> = string extends Reason ? never : Reason;

/** `Reason` is the closed union of the package's reason codes, for programs that branch on them. */
export abstract class ProblemError<Reason extends string> extends Error {
  readonly reason: Reason;
  readonly state: string;
  readonly next: string;

  constructor(reason: Closed<Reason>, { message, state, next, cause }: ProblemText) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.state = state;
    this.next = next;
  }

  get problem(): Problem {
    return { happened: this.message, state: this.state, next: this.next };
  }
}
