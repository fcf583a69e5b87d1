// The error of this package: the history cannot be read, or a release is not in it.
import { ProblemError } from "@deploy-actions/contract";

/** Reason codes that programs can branch on. */
export type ReleaseReason =
  | "ledger-unreadable"
  | "state-dir"
  | "release-damaged"
  | "unknown-release"
  | "no-previous"
  | "nothing-serves";

export class ReleaseError extends ProblemError<ReleaseReason> {
  override readonly name = "ReleaseError";

  constructor(reason: ReleaseReason, message: string, next: string, cause?: unknown) {
    super(reason, { message, state: "Nothing was changed: whatever ran before is still running.", next, cause });
  }
}
