// The one error of this package: a policy that cannot be made from what was written, or a watch that was cut short.
import { ProblemError } from "@deploy-actions/contract";

/** Why, as a closed union for programs that branch on it. */
export type ProbeReason = "bad-url" | "bad-status" | "bad-pointer" | "bad-header" | "bad-policy" | "cancelled";

const REFUSED = "Nothing was probed: the health check was refused before it began.";

export class ProbeError extends ProblemError<ProbeReason> {
  override readonly name = "ProbeError";

  constructor(reason: ProbeReason, message: string, next: string, state: string = REFUSED) {
    super(reason, { message, state, next });
  }
}
