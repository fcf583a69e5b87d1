// The errors of this action: those about its inputs, and those about what registries and engine contain.
import { ProblemError, type ProblemText } from "@deploy-actions/contract";

export type PushReason = "bad-input" | "no-image" | "ambiguous" | "not-published" | "unexpected";

/** `state` is what was written so far. */
export class PushError extends ProblemError<PushReason> {
  override readonly name = "PushError";

  constructor(reason: PushReason, text: Omit<ProblemText, "state"> & { readonly state?: string }) {
    super(reason, { state: "Nothing was pushed, and no tag was changed.", ...text });
  }
}

export function badInput(message: string, next: string): PushError {
  return new PushError("bad-input", { message, next });
}

/** The parts of any error that are for the user. `state` and `next` if it has them. */
export function partsOf(error: unknown): { message: string; state: string | undefined; next: string | undefined } {
  const { state, next } = error instanceof ProblemError ? error : {};
  return { message: messageOf(error), state, next };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
