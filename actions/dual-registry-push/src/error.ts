// The errors of this action: those about its inputs, and those about what registries and engine contain.

export type PushProblem = "bad-input" | "no-image" | "ambiguous" | "not-published" | "unexpected";

/** `message` says what happened, `state` what was written so far, `next` what to do. */
export class PushError extends Error {
  override readonly name = "PushError";
  readonly reason: PushProblem;
  readonly state: string;
  readonly next: string;

  constructor(reason: PushProblem, facts: { message: string; state?: string; next: string; cause?: unknown }) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.reason = reason;
    this.state = facts.state ?? "Nothing was pushed, and no tag was changed.";
    this.next = facts.next;
  }
}

export function badInput(message: string, next: string): PushError {
  return new PushError("bad-input", { message, next });
}

/** The parts of any error that are for the user. `state` and `next` if it has them. */
export function partsOf(error: unknown): { message: string; state: string | undefined; next: string | undefined } {
  const part = (key: "state" | "next"): string | undefined => {
    const value: unknown = error instanceof Error ? Reflect.get(error, key) : undefined;
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return { message: messageOf(error), state: part("state"), next: part("next") };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
