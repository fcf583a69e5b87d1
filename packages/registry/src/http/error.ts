// The one error class of this package.
import { ProblemError, type ProblemText } from "@deploy-actions/contract";

/** Why a registry request or an image file failed, as a closed union for programs that branch on it. */
export type RegistryReason =
  | "unauthorized" // 401: not logged in
  | "denied" // 403: not allowed
  | "not-found" // 404
  | "rate-limited" // 429, and GHCR's 403 for its secondary rate limit
  | "unavailable" // 5xx, or no connection
  | "timeout" // 408, no data for too long, or the deadline
  | "rejected" // any other response that the protocol does not allow for
  | "tag-taken" // a write-once tag already points to another image
  | "digest-mismatch" // the bytes do not have the expected digest
  | "no-image" // the layout or archive does not contain the requested image
  | "damaged" // a layout or archive is incomplete or corrupt
  | "no-room"; // this machine's disk is full

type Facts = ProblemText & {
  readonly reason: RegistryReason;
  /** Whether the same request may succeed if it is repeated a little later. */
  readonly transient?: boolean;
  /** How long the registry asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly status?: number;
};

/** `state` is what state the registry is in. */
export class RegistryError extends ProblemError<RegistryReason> {
  override readonly name = "RegistryError";
  readonly transient: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(facts: Facts) {
    super(facts.reason, facts);
    this.transient = facts.transient ?? false;
    this.retryAfterMs = facts.retryAfterMs;
    this.status = facts.status;
  }
}

/** A copy of the error with some of its fields changed. The original becomes its cause. */
export function amendError(error: RegistryError, changes: Partial<Pick<Facts, "next" | "transient">>): RegistryError {
  const { reason, message, state, next, transient, retryAfterMs, status } = error;
  const facts = { reason, message, state, next, transient, retryAfterMs, cause: error };
  return new RegistryError({ ...facts, ...(status === undefined ? {} : { status }), ...changes });
}

export function isTransient(error: unknown): boolean {
  return error instanceof RegistryError && error.transient;
}
