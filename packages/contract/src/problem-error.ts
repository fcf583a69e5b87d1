// A problem as it is reported to the user, and the base class of every error that a package throws on purpose. Any error that is not
// `instanceof ProblemError` is a bug in the program. test/build/one-error-base.test.ts asserts that a bundle contains this class only once.

/** Something went wrong: three parts, each one or more sentences for the person who reads the log. */
export interface Problem {
  readonly happened: string;
  /** The current state. */
  readonly state: string;
  /** What to do or run next. */
  readonly next: string;
}

/** `message` is what happened; see {@link Problem} for `state` and `next`. */
export type ProblemText = {
  readonly message: string;
  readonly state: string;
  readonly next: string;
  readonly cause?: unknown;
};

/** `never` for `string`: a package must list its reason codes, so that a `switch` over them is exhaustive. */
type Closed<Reason extends string> = string extends Reason ? never : Reason;

/** `Reason` is the closed union of the package's reason codes, for code that branches on them. */
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
