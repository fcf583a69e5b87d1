// The one error of this package: a migration that did not come to its end, with what is known of the database now.
import { ProblemError, type ProblemText } from "@deploy-actions/contract";
import type { Head } from "./migrator.ts";

/** What went wrong, as a closed union for programs that branch on it. */
export type MigrateReason =
  | "image-missing"
  | "not-started"
  | "tool-missing"
  | "head-unreadable"
  | "failed"
  | "timeout"
  | "cancelled"
  | "busy";

/** `message` ends with the last lines of the tool; `state` is how far the database is. */
export class MigrateError extends ProblemError<MigrateReason> {
  override readonly name = "MigrateError";
  /** The heads that could be read before and after. */
  readonly before: Head | undefined;
  readonly after: Head | undefined;

  constructor(
    reason: MigrateReason,
    said: ProblemText & { readonly before?: Head | undefined; readonly after?: Head | undefined },
  ) {
    super(reason, said);
    this.before = said.before;
    this.after = said.after;
  }
}
