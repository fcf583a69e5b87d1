// The error of this package: an invalid policy, or a cancelled health check.
import { ProblemError } from "@deploy-actions/contract";

/** Reason codes that programs can branch on. */
export type ProbeReason = "bad-url" | "bad-status" | "bad-pointer" | "bad-header" | "bad-policy" | "cancelled";

const NOT_STARTED = "Nothing was probed: the health check was rejected before it started.";

export class ProbeError extends ProblemError<ProbeReason> {
  override readonly name = "ProbeError";

  constructor(reason: ProbeReason, message: string, next: string, state: string = NOT_STARTED) {
    super(reason, { message, state, next });
  }
}
