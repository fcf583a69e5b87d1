// The one error of this package, and the refusals and faults it comes from.

/** Why a registry did not do what it was asked, as a closed union for programs that branch on it. */
export type RegistryProblem =
  | "unauthorized" // 401: who are you
  | "denied" // 403: you may not
  | "not-found" // 404
  | "rate-limited" // 429, and the 403 that means the same on GHCR
  | "unavailable" // 5xx, 408, or no connection
  | "timeout" // no byte moved for too long
  | "rejected" // any other answer that is not what the protocol promises
  | "tag-taken" // a tag that is written once names another image
  | "digest-mismatch" // the bytes are not those the digest names
  | "no-image" // the layout or archive does not hold the image that was asked for
  | "damaged" // a layout or archive is not whole
  | "no-room"; // this machine's disk is full

type Facts = {
  readonly reason: RegistryProblem;
  readonly message: string;
  readonly state: string;
  readonly next: string;
  /** Whether the same request may succeed a little later. */
  readonly transient?: boolean;
  /** How long the registry asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly status?: number;
  readonly cause?: unknown;
};

/** `message` says what happened, `state` what state the registry is in, `next` what to do about it. */
export class RegistryError extends Error {
  override readonly name = "RegistryError";
  readonly reason: RegistryProblem;
  readonly state: string;
  readonly next: string;
  readonly transient: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;

  constructor(facts: Facts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.reason = facts.reason;
    this.state = facts.state;
    this.next = facts.next;
    this.transient = facts.transient ?? false;
    this.retryAfterMs = facts.retryAfterMs;
    this.status = facts.status;
  }
}

/** The same error, said in part otherwise. */
export function amendError(error: RegistryError, changes: Partial<Pick<Facts, "next" | "transient">>): RegistryError {
  const { reason, message, state, next, transient, retryAfterMs, status } = error;
  const facts = { reason, message, state, next, transient, retryAfterMs, cause: error };
  return new RegistryError({ ...facts, ...(status === undefined ? {} : { status }), ...changes });
}
