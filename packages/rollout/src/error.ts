// The errors of a rollout that was refused before anything was touched.

/** Why, as a closed union for programs that branch on it. */
export type RolloutReason =
  | "compose-file"
  | "kept-file"
  | "kept-differs"
  | "variables-missing"
  | "image-gone"
  | "ambiguous-registry"
  | "cancelled";

/** `message` says what happened, `state` what state things are in, `next` what to do. */
export class RolloutError extends Error {
  override readonly name = "RolloutError";
  readonly reason: RolloutReason;
  readonly state: string;
  readonly next: string;

  constructor(reason: RolloutReason, message: string, next: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.state = "Nothing was changed: what served before still does.";
    this.next = next;
  }
}
