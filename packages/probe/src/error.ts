// The one error of this package: a policy that cannot be made from what was written, or a watch that was cut short.

/** Why, as a closed union for programs that branch on it. */
export type ProbeProblem = "bad-url" | "bad-status" | "bad-pointer" | "bad-header" | "bad-policy" | "cancelled";

const REFUSED = "Nothing was probed: the health check was refused before it began.";

/** `message` says what happened, `state` what state things are in, `next` what to do. */
export class ProbeError extends Error {
  override readonly name = "ProbeError";
  readonly reason: ProbeProblem;
  readonly state: string;
  readonly next: string;

  constructor(reason: ProbeProblem, message: string, next: string, state: string = REFUSED) {
    super(message);
    this.reason = reason;
    this.state = state;
    this.next = next;
  }
}
