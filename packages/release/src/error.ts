// The one error of this package: a history that cannot be read, or a release that is not in it.
import { ProblemError } from "@deploy-actions/contract";

/** Why, as a closed union for programs that branch on it. */
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
    super(reason, { message, state: "Nothing was changed: what served before still does.", next, cause });
  }
}
