// The errors of this action: those that lie in its inputs or in what registries and engine already hold.

export type PushProblem = "bad-input" | "no-image" | "ambiguous" | "tag-conflict" | "not-published";

/** `message` says what happened, `state` what was written so far, `next` what to do. */
export class PushError extends Error {
  override readonly name = "PushError";
  readonly reason: PushProblem;
  readonly state: string;
  readonly next: string;

  constructor(reason: PushProblem, said: { message: string; state?: string; next: string; cause?: unknown }) {
    super(said.message, said.cause === undefined ? undefined : { cause: said.cause });
    this.reason = reason;
    this.state = said.state ?? "Nothing was pushed, and no tag was changed.";
    this.next = said.next;
  }
}
