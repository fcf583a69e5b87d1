// The error of a rollout that was rejected before anything was changed.
import { ProblemError } from "@deploy-actions/contract";

/** Reason codes that programs can branch on. */
export type RolloutReason =
  | "compose-file"
  | "kept-file"
  | "kept-differs"
  | "variables-missing"
  | "image-gone"
  | "ambiguous-registry"
  | "cancelled";

export class RolloutError extends ProblemError<RolloutReason> {
  override readonly name = "RolloutError";

  constructor(reason: RolloutReason, message: string, next: string, cause?: unknown) {
    super(reason, { message, state: "Nothing was changed: whatever ran before is still running.", next, cause });
  }
}
