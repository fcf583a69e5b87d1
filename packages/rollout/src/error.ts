// The errors of a rollout that was refused before anything was touched.
import { ProblemError } from "@deploy-actions/contract";

/** Why, as a closed union for programs that branch on it. */
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
