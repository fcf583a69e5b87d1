// The errors of this action: those that lie in its inputs or in what registries and engine already hold.

export type PushProblem = "bad-input" | "no-image" | "ambiguous" | "not-published" | "unforeseen";

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

export function badInput(message: string, next: string): PushError {
  return new PushError("bad-input", { message, next });
}

/** An error of a part, to stand in a list: what is wrong and what would be right. */
export function sentences(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const next: unknown = Reflect.get(error, "next");
  return typeof next === "string" ? `${error.message} ${next}` : error.message;
}
