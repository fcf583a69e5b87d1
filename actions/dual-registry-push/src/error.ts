// The errors of this action: those that lie in its inputs or in what registries and engine already hold.
import { ProblemError, type ProblemText } from "@deploy-actions/contract";

export type PushReason = "bad-input" | "no-image" | "ambiguous" | "not-published" | "unforeseen";

/** `state` is what was written so far. */
export class PushError extends ProblemError<PushReason> {
  override readonly name = "PushError";

  constructor(reason: PushReason, said: Omit<ProblemText, "state"> & { readonly state?: string }) {
    super(reason, { state: "Nothing was pushed, and no tag was changed.", ...said });
  }
}

export function badInput(message: string, next: string): PushError {
  return new PushError("bad-input", { message, next });
}

/** An error of a part, to stand in a list: what is wrong and what would be right. */
export function sentences(error: unknown): string {
  if (error instanceof ProblemError) return `${error.message} ${error.next}`;
  return error instanceof Error ? error.message : String(error);
}
