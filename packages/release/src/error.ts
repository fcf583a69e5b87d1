// The one error of this package: a history that cannot be read, or a release that is not in it.

/** Why, as a closed union for programs that branch on it. */
export type ReleaseReason =
  | "ledger-unreadable"
  | "state-dir"
  | "release-damaged"
  | "unknown-release"
  | "no-previous"
  | "nothing-serves";

/** `message` says what happened, `state` what state things are in, `next` what to do. */
export class ReleaseError extends Error {
  override readonly name = "ReleaseError";
  readonly reason: ReleaseReason;
  readonly state: string;
  readonly next: string;

  constructor(reason: ReleaseReason, message: string, next: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.state = "Nothing was changed: what served before still does.";
    this.next = next;
  }
}
