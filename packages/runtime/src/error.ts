// The one error of this package: the engine or its command line could not do what was asked, in three sentences.

/** What is wrong, as a closed union for programs that branch on it. */
export type RuntimeReason =
  | "no-docker"
  | "no-engine"
  | "command-failed"
  | "unexpected-answer"
  | "bad-login"
  | "bad-label"
  | "reserved-variable"
  | "compose";

/** `message` says what happened, `state` what state things are in, `next` what to do. */
export class RuntimeError extends Error {
  readonly reason: RuntimeReason;
  readonly state: string;
  readonly next: string;

  constructor(reason: RuntimeReason, said: { message: string; state: string; next: string; cause?: unknown }) {
    super(said.message, { cause: said.cause });
    this.name = "RuntimeError";
    this.reason = reason;
    this.state = said.state;
    this.next = said.next;
  }
}
